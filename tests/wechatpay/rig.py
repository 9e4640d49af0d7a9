"""The levers of the conformance suite for WeChat Pay, over its simulator."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Literal

from bodega_wechatpay.gateway import WechatpayGateway
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bodega_shop.conformance.rig import Call, GatewayRig, Sent
from bodega_shop.extend import Money
from simulators.wechatpay.keys import Merchant, signer
from simulators.wechatpay.money_moved import BEIJING
from simulators.wechatpay.speak import as_json, sealed
from simulators.wechatpay.wechat_pay import Note, WechatPay, wechat_pay

XINGHAI_KEY = "xinghai-apiv3-key-0123456789abcd"
XINGHAI_NEW_KEY = "xinghai-apiv3-key-new-0123456789"
YUNTING_KEY = "yunting-apiv3-key-0123456789abcd"
PUBLIC_KEY, NEW_PUBLIC_KEY = "PUB_KEY_ID_0116000001", "PUB_KEY_ID_0116000002"
YUNTING_PUBLIC_KEY = "PUB_KEY_ID_0117000001"


def xinghai() -> Merchant:
    """星海点卡行, a merchant since the time of public keys; the second of those is the one it may change to."""
    keys = [signer(PUBLIC_KEY), signer(NEW_PUBLIC_KEY)]
    own = signer("4A1B2C3D4E5F60718293A4B5C6D7E8F901234567")
    merchant = Merchant("1600000001", "wx8888888888888888", own, XINGHAI_KEY, keys)
    merchant.callback = keys[0]
    return merchant


def yunting() -> Merchant:
    """云听会员店, another merchant at the same service."""
    own = signer("5B1B2C3D4E5F60718293A4B5C6D7E8F901234567")
    return Merchant(
        "1700000001", "wx9999999999999999", own, YUNTING_KEY, public_keys=[signer(YUNTING_PUBLIC_KEY)]
    )


def form_of(merchant: Merchant, address: str) -> dict[str, str]:
    """What this merchant types in, in the mode of public keys."""
    public_key = merchant.public_keys[0]
    return {
        "mchid": merchant.mchid,
        "appid": merchant.appid,
        "cert_serial": merchant.own.serial,
        "private_key": merchant.own.private_pem,
        "apiv3_key": merchant.apiv3_key,
        "public_key_id": public_key.serial,
        "public_key": public_key.public_pem,
        "native": "1",
        "base_url": address,
    }


class WechatpayRig(GatewayRig):
    plugin = "wechatpay"
    money = Money(9980, "CNY")

    def __init__(self, service: WechatPay) -> None:
        self.gateway = WechatpayGateway()
        self.service = service
        self.merchant, self.other = service.join(xinghai()), service.join(yunting())

    def settings(self) -> dict[str, str]:
        return form_of(self.merchant, self.service.address)

    def settings_of_another(self) -> dict[str, str]:
        return form_of(self.other, self.service.address)

    def settings_without_secret(self) -> dict[str, str]:
        return self.settings() | {"private_key": "", "apiv3_key": ""}

    def settings_with_two_secrets(self) -> dict[str, str] | None:
        second = self.merchant.public_keys[1]
        return self.settings() | {
            "apiv3_key_2": XINGHAI_NEW_KEY,
            "public_key_id_2": second.serial,
            "public_key_2": second.public_pem,
        }

    async def rotate(self) -> None:
        self.merchant.apiv3_key = XINGHAI_NEW_KEY
        self.merchant.callback = self.merchant.public_keys[1]

    async def rest(self) -> None:
        self.service.passed += timedelta(seconds=61)

    async def pay(self, out_trade_no: str, *, money: Money | None = None) -> None:
        self.service.pay(out_trade_no, total=money.minor if money else None)

    async def messages(self, out_trade_no: str) -> list[Sent]:
        return [self.sent(note) for note in self.service.notes if note.order == out_trade_no]

    def sent(self, note: Note) -> Sent:
        return Sent("POST", headers=self.service.headers_for(note), body=note.body)

    def tampered(self, sent: Sent) -> Sent:
        """Sealed again with the right key, so that only the signature can tell."""
        body = json.loads(sent.body)
        resource = body["resource"]
        opened = AESGCM(self.merchant.apiv3_key.encode()).decrypt(
            resource["nonce"].encode(),
            base64.b64decode(resource["ciphertext"]),
            resource["associated_data"].encode(),
        )
        content = json.loads(opened)
        name = "refund" if "refund" in content["amount"] else "total"
        content["amount"][name] += 1
        body["resource"] = sealed(self.merchant.apiv3_key, content, resource["associated_data"])
        return Sent(sent.method, sent.query, sent.headers, as_json(body))

    async def break_next(self, call: Call, how: Literal["unread", "silent", "error"]) -> None:
        self.service.broken.append((call, how))

    async def refund_at_service(self, out_trade_no: str, money: Money) -> list[Sent]:
        self.service.refund_in_console(out_trade_no, money.minor)
        return [(await self.messages(out_trade_no))[-1]]

    async def bill_day(self) -> date:
        """Some days ago, so that its bill is complete at whatever hour this runs."""
        self.service.bill_day = datetime.now(BEIJING).date() - timedelta(days=3)
        return self.service.bill_day

    async def leave_out_of_bill(self, out_trade_no: str) -> None:
        self.service.left_out.add(out_trade_no)


@asynccontextmanager
async def open_rig() -> AsyncIterator[WechatpayRig]:
    """A rig over a running simulator, on which 星海点卡行 and 云听会员店 are merchants."""
    async with wechat_pay() as service:
        yield WechatpayRig(service)
