"""Alipay's open platform in small: it checks who asks, carries the method out, and signs what it says."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from simulators.alipay import bill_files, cashier, certify, notices, rsa2
from simulators.alipay.books import Merchant, Trade
from simulators.alipay.loopback_server import Reply, Request, serving
from simulators.alipay.trade_methods import BEIJING, METHODS, No, order

_SKEW = timedelta(minutes=15)
_PAGES = {"alipay.trade.page.pay": "FAST_INSTANT_TRADE_PAY", "alipay.trade.wap.pay": "QUICK_WAP_WAY"}
_BILL = "alipay.data.dataservice.bill.downloadurl.query"
# What a third party's client sends in its place, and Alipay takes as well.
_OLD_NAME = "QUICK_WAP_PAY"


class Refused(Exception):
    """Not even looked at: told without a signature where Alipay does not know whom it talks to."""


@dataclass
class Notice:
    trade: Trade
    fields: dict[str, str]
    sendings: list[datetime] = field(default_factory=list)
    heard: bool = False

    @property
    def form(self) -> bytes:
        return urlencode(self.fields).encode()


@dataclass
class Platform:
    """`signer` names the key that Alipay signs with now; `broken` says which method fails next, and how."""

    url: str = ""
    merchants: dict[str, Merchant] = field(default_factory=dict)
    trades: list[Trade] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    archives: dict[str, bytes] = field(default_factory=dict)
    signer: str = "alipay"
    says: Callable[[str], str] = str
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def admit(self, merchant: Merchant) -> Merchant:
        self.merchants[merchant.app_id] = merchant
        return merchant

    def find(self, merchant: Merchant, content: dict[str, Any]) -> Trade | None:
        for trade in self.trades:
            named = content.get("trade_no") in (None, trade.trade_no) and content.get("out_trade_no") in (
                None,
                trade.out_trade_no,
            )
            if trade.merchant is merchant and named:
                return trade
        return None

    def keep(self, trade: Trade) -> None:
        self.trades.append(trade)

    def pay(self, trade: Trade) -> bool:
        paid = trade.pay(self.now())
        if paid:
            self._tell(trade, notices.about_trade(trade, self.now()))
        return paid

    def refund_in_console(self, trade: Trade, fen: int) -> Notice:
        number = f"HJ{len(trade.refunds):030d}"
        trade.give_back(number, fen, self.now())
        self.tell_of_refund(trade, number)
        return self.notices[-1]

    def tell_of_refund(self, trade: Trade, number: str) -> None:
        self._tell(trade, notices.about_refund(trade, number, self.now()))

    async def send(self, notice: Notice, http: httpx.AsyncClient) -> datetime | None:
        """Send it once; the moment of the next sending, None when it was heard or nobody will try again."""
        answer = await http.post(
            notice.trade.notify_url,
            content=notice.form,
            headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
        )
        notice.sendings.append(self.now())
        notice.heard = answer.content == b"success"
        done = len(notice.sendings)
        if notice.heard or done > len(notices.WAITS):
            return None
        return self.now() + notices.WAITS[done - 1]

    async def answer(self, request: Request) -> Reply | None:
        match request.path.strip("/").split("/"):
            case ["gateway.do"]:
                return self._gateway(request.all)
            case ["moved"]:
                return Reply(b"", status="302 Found", headers={"location": f"{self.url}/gateway.do"})
            case ["qr", token]:
                return self._open(self._of(token))
            case ["cashier", token, "pay"] if request.method == "POST":
                trade = self._of(token)
                return cashier.back_to_shop(trade) if self.pay(trade) else cashier.page(trade)
            case ["bill", token] if token in self.archives:
                return Reply(self.archives.pop(token), "application/octet-stream")
            case _:
                return Reply(b"", status="404 Not Found")

    def _gateway(self, asked: dict[str, str]) -> Reply | None:
        self.asked.append(asked)
        method = asked.get("method", "")
        how = self.broken.pop(method, "")
        if how == "unread":
            return None
        if how == "error":
            return Reply(b"<h1>500</h1>", status="500 Internal Server Error")
        try:
            merchant = self._caller(asked)
        except Refused as no:
            return self._refuse(method, str(no))
        if how == "busy":
            said = {
                "code": "40004",
                "msg": "Business Failed",
                "sub_code": "ACQ.SYSTEM_ERROR",
                "sub_msg": "系统错误",
            }
            return self._say(method, said)
        reply = self._carry_out(merchant, method, asked)
        return None if how == "silent" else reply

    def _caller(self, asked: dict[str, str]) -> Merchant:
        merchant = self.merchants.get(asked.get("app_id", ""))
        if merchant is None:
            raise Refused("isv.invalid-app-id")
        if asked.get("sign_type") != "RSA2" or not rsa2.is_request_signed(asked, merchant.key):
            raise Refused("isv.invalid-signature")
        numbers = (asked.get("app_cert_sn", ""), asked.get("alipay_root_cert_sn", ""))
        if numbers != (merchant.app_cert_sn, merchant.root_cert_sn):
            raise Refused("isv.invalid-app-cert-sn")
        if asked.get("app_auth_token", "") != merchant.app_auth_token:
            raise Refused("aop.invalid-app-auth-token")
        try:
            said = datetime.strptime(asked.get("timestamp", ""), "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
        except ValueError:
            raise Refused("isv.invalid-timestamp") from None
        if abs(self.now() - said) > _SKEW:
            raise Refused("isv.invalid-timestamp")
        if asked.get("charset", "").lower() != "utf-8" or asked.get("version") != "1.0":
            raise Refused("isv.missing-parameter")
        return merchant

    def _carry_out(self, merchant: Merchant, method: str, asked: dict[str, str]) -> Reply:
        content = json.loads(asked.get("biz_content") or "{}")
        try:
            if method in _PAGES:
                return self._open(_page_order(self, merchant, method, content, asked))
            if method == _BILL:
                return self._say(method, {"code": "10000", "msg": "Success", **self._bill(merchant, content)})
            if method not in METHODS:
                return self._refuse(method, "isv.invalid-method")
            said = METHODS[method](self, merchant, content, asked)
        except No as no:
            return self._say(
                method,
                {"code": "40004", "msg": "Business Failed", "sub_code": no.sub_code, "sub_msg": no.sub_msg},
            )
        return self._say(method, {"code": "10000", "msg": "Success", **said})

    def _bill(self, merchant: Merchant, content: dict[str, Any]) -> dict[str, str]:
        try:
            day = date.fromisoformat(content["bill_date"])
        except ValueError:
            raise No("isv.INVALID_ARGUMENTS") from None
        rows = bill_files.rows_of(self.trades, merchant, day)
        if content.get("bill_type") != "trade" or not rows or day >= self.now().astimezone(BEIJING).date():
            raise No("isp.bill_not_exist", "账单不存在")
        token = f"{merchant.app_id}-{day}-{len(self.asked)}"
        self.archives[token] = bill_files.packed(rows, merchant, day)
        return {"bill_download_url": f"{self.url}/bill/{token}"}

    def _open(self, trade: Trade) -> Reply:
        trade.open(self.now())
        return cashier.page(trade)

    def _of(self, token: str) -> Trade:
        return next(trade for trade in self.trades if trade.token == token)

    def _tell(self, trade: Trade, fields: dict[str, str]) -> None:
        if trade.merchant.app_cert_sn:
            fields["alipay_cert_sn"] = certify.certificate_sn()
        self.notices.append(Notice(trade, rsa2.sign_notice(certify.private_key(self.signer), fields)))

    def _refuse(self, method: str, sub_code: str) -> Reply:
        said = {"code": "40002", "msg": "Invalid Arguments", "sub_code": sub_code, "sub_msg": "无效的请求"}
        name = (
            f"{method.replace('.', '_')}_response" if sub_code == "isv.invalid-app-id" else "error_response"
        )
        return _json(json.dumps({name: said}, ensure_ascii=False))

    def _say(self, method: str, said: dict[str, Any]) -> Reply:
        """Slashes are escaped as Alipay does it; the signature is over the object exactly as it stands there."""
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
        signature = rsa2.sign(certify.private_key(self.signer), text)
        name = f"{method.replace('.', '_')}_response"
        return _json(self.says(f'{{"{name}":{text},"sign":"{signature}"}}'))


@asynccontextmanager
async def platform_running() -> AsyncIterator[Platform]:
    platform = Platform()
    async with serving(platform.answer) as url:
        platform.url = url
        yield platform


def _page_order(
    desk: Platform, merchant: Merchant, method: str, content: dict[str, Any], asked: dict[str, str]
) -> Trade:
    if content.get("product_code") not in (_PAGES[method], _OLD_NAME):
        raise No("ACQ.INVALID_PARAMETER")
    return order(desk, merchant, content, asked)


def _json(text: str) -> Reply:
    return Reply(text.encode(), "application/json;charset=utf-8")
