"""The levers of the conformance suite over the simulated open platform."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode

import httpx
from bodega_alipay.gateway import AlipayGateway

from bodega.kernel.money import Money
from bodega_shop.conformance.rig import Call, GatewayRig, Sent
from bodega_shop.contracts.paying import PaymentAction, QrCode, Redirect
from simulators.alipay import certify
from simulators.alipay.books import Merchant, Trade
from simulators.alipay.open_platform import Notice, Platform, platform_running
from simulators.alipay.trade_methods import BEIJING

Mode = Literal["key", "cert"]
METHODS: dict[Call, str] = {
    "create": "alipay.trade.precreate",
    "query": "alipay.trade.query",
    "close": "alipay.trade.close",
    "refund": "alipay.trade.refund",
    "query_refund": "alipay.trade.fastpay.refund.query",
    "bill": "alipay.data.dataservice.bill.downloadurl.query",
}


@dataclass
class AlipayRig(GatewayRig):
    """Xinghai and Yunting, both at the same Alipay; `way` is how buyers at a computer pay."""

    platform: Platform
    mode: Mode = "key"
    way: str = "qr"

    gateway = AlipayGateway()
    plugin = "alipay"
    money = Money(9980, "CNY")

    def settings(self) -> dict[str, str]:
        return self._form("2021000000000001", "2088000000000001", "xinghai")

    def settings_of_another(self) -> dict[str, str]:
        return self._form("2021000000000002", "2088000000000002", "yunting")

    def settings_without_secret(self) -> dict[str, str]:
        return self.settings() | {"private_key": "", "alipay_public_key": "", "alipay_cert": ""}

    def settings_with_two_secrets(self) -> dict[str, str]:
        other = (
            certify.certificate("alipay-next", 2)
            if self.mode == "cert"
            else certify.public_pem("alipay-next")
        )
        return self.settings() | {"next_public_key": other}

    async def rotate(self) -> None:
        self.platform.signer = "alipay-next"

    async def follow(self, action: PaymentAction) -> None:
        assert isinstance(action, QrCode | Redirect)
        async with httpx.AsyncClient(trust_env=False) as browser:
            await browser.get(action.payload if isinstance(action, QrCode) else action.url)

    async def pay(self, out_trade_no: str, *, money: Money | None = None) -> None:
        trade = self.trade(out_trade_no)
        if money is not None:
            trade.fen = money.minor
        if not self.platform.pay(trade):
            raise RuntimeError("Alipay turned the buyer away")

    async def messages(self, out_trade_no: str) -> list[Sent]:
        return [
            sent(notice) for notice in self.platform.notices if notice.fields["out_trade_no"] == out_trade_no
        ]

    def tampered(self, sent: Sent) -> Sent:
        fields = dict(parse_qsl(sent.body.decode(), keep_blank_values=True))
        return Sent("POST", headers=sent.headers, body=urlencode(fields | {"total_amount": "0.01"}).encode())

    async def break_next(self, call: Call, how: Literal["unread", "silent", "error"]) -> None:
        self.platform.broken[METHODS[call]] = how

    async def refund_at_service(self, out_trade_no: str, money: Money) -> list[Sent]:
        return [sent(self.platform.refund_in_console(self.trade(out_trade_no), money.minor))]

    async def bill_day(self) -> date:
        """The bill of a day comes on the next one, so what was done today is said to be of yesterday."""
        today = self.platform.now().astimezone(BEIJING).date()
        for trade in self.platform.trades:
            if trade.paid_at and trade.paid_at.astimezone(BEIJING).date() == today:
                trade.paid_at -= timedelta(days=1)
            for refund in trade.refunds.values():
                if refund.at.astimezone(BEIJING).date() == today:
                    refund.at -= timedelta(days=1)
        return today - timedelta(days=1)

    async def leave_out_of_bill(self, out_trade_no: str) -> None:
        self.trade(out_trade_no).in_bill = False

    def trade(self, out_trade_no: str) -> Trade:
        return next(trade for trade in self.platform.trades if trade.out_trade_no == out_trade_no)

    def _form(self, app_id: str, seller_id: str, owner: str) -> dict[str, str]:
        form = {
            "app_id": app_id,
            "seller_id": seller_id,
            "mode": self.mode,
            "private_key": certify.private_pem(owner),
            "on_computers": self.way,
            "on_phones": "wap",
            "base_url": f"{self.platform.url}/gateway.do",
        }
        merchant = Merchant(app_id, seller_id, certify.private_key(owner).public_key())
        if self.mode == "cert":
            merchant.app_cert_sn, merchant.root_cert_sn = certify.certificate_sn(), certify.root_sn()
            form |= {
                "app_cert": certify.certificate(owner),
                "alipay_cert": certify.certificate("alipay"),
                "root_cert": certify.root_bundle(),
            }
        else:
            form |= {"alipay_public_key": certify.bare(certify.public_pem("alipay"))}
        if app_id not in self.platform.merchants:
            self.platform.admit(merchant)
        return form


def sent(notice: Notice) -> Sent:
    form = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    return Sent("POST", headers=form, body=notice.form)


@asynccontextmanager
async def open_rig(mode: Mode = "key", way: str = "qr") -> AsyncIterator[AlipayRig]:
    async with platform_running() as platform:
        yield AlipayRig(platform, mode, way)
