"""Xinghai speaks V2 with the practice gateway, signing with code of the tests' own."""

import base64
import time
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest
from bodega_practice.program import ensure_merchant
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

NUMBERS = count(1)
PIDS = count(8001)


@dataclass
class V2Shop:
    """Xinghai with a key pair, and the gateway's public keys."""

    client: httpx.AsyncClient
    pid: str
    pair: rsa.RSAPrivateKey
    platform: dict[str, str]
    notify_url: str

    def signed(self, fields: dict[str, str], *, seconds_ago: int = 0) -> dict[str, str]:
        dated = {"pid": self.pid, "timestamp": str(int(time.time()) - seconds_ago), **fields}
        signature = self.pair.sign(text_of(dated), PKCS1v15(), SHA256())
        return dated | {"sign": base64.b64encode(signature).decode(), "sign_type": "RSA"}

    async def ask(self, call: str, *, seconds_ago: int = 0, **fields: str) -> dict[str, Any]:
        answer = await self.client.post(f"/api/{call}", data=self.signed(fields, seconds_ago=seconds_ago))
        assert answer.status_code == 200
        body: dict[str, Any] = answer.json()
        return body

    def order(self, number: str, **more: str) -> dict[str, str]:
        return {
            "type": "alipay",
            "out_trade_no": number,
            "notify_url": self.notify_url,
            "return_url": f"{self.notify_url}/back",
            "name": "星海点卡 100 元",
            "money": "99.80",
        } | more

    async def open(self, number: str) -> str:
        """The payer's page of a new order."""
        answer = await self.client.get("/api/pay/submit", params=self.signed(self.order(number)))
        assert answer.status_code == 302 or answer.status_code == 303
        return str(answer.headers["location"])


def text_of(fields: dict[str, str]) -> bytes:
    names = sorted(name for name, value in fields.items() if value and name not in ("sign", "sign_type"))
    return "&".join(f"{name}={fields[name]}" for name in names).encode()


def holds(fields: dict[str, Any], public_key: str) -> bool:
    flat = {name: str(value) for name, value in fields.items() if not isinstance(value, list)}
    key = load_der_public_key(base64.b64decode(public_key))
    assert isinstance(key, rsa.RSAPublicKey)
    try:
        key.verify(base64.b64decode(flat["sign"]), text_of(flat), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


@pytest.fixture(scope="module")
def pair() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def number() -> str:
    return f"V2-{next(NUMBERS)}"


@pytest.fixture
async def shop_of(practice: str, client: httpx.AsyncClient, token: str, key: str, pair: Any, ear: Any) -> Any:
    async def opened(**dialect: str | int) -> V2Shop:
        pid = str(next(PIDS))
        der = pair.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        public = base64.b64encode(der).decode()
        await ensure_merchant(practice, token, pid, key, "星海点卡行", public_key=public, dialect=dialect)
        badge = {"Authorization": f"Bearer {token}"}
        platform = (await client.get("/practice/platform-keys", headers=badge)).json()
        return V2Shop(client, pid, pair, platform, f"{ear.url}/notify")

    return opened


async def test_every_yes_is_signed_by_the_gateway(shop_of: Any, number: str) -> None:
    shop = await shop_of()
    page = await shop.open(number)
    found = await shop.ask("pay/query", out_trade_no=number)
    assert (found["code"], found["status"], found["trade_no"]) == (0, 0, page.removeprefix("/pay/"))
    assert holds(found, shop.platform["first"])
    assert not holds(found, shop.platform["second"])
    assert not holds(found | {"status": 1}, shop.platform["first"])


async def test_the_second_key_signs_for_a_merchant_who_was_moved(shop_of: Any) -> None:
    shop = await shop_of(platform_key="second")
    found = await shop.ask("merchant/info")
    assert (found["pid"], found["status"]) == (shop.pid, 1)
    assert holds(found, shop.platform["second"])


@pytest.mark.parametrize("seconds_ago", [400, -400])
async def test_an_old_question_is_not_answered(shop_of: Any, seconds_ago: int) -> None:
    answer = await (await shop_of()).ask("merchant/info", seconds_ago=seconds_ago)
    assert answer == {"code": -1, "msg": "时间戳缺失或误差过大。"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sign": ""}, "签名校验失败。"),
        ({"pid": "8000"}, "商户不存在。"),
        ({"sign_type": "MD5"}, "签名类型必须为 RSA。"),
        ({"more": "x"}, "签名校验失败。"),
    ],
)
async def test_a_question_that_is_not_signed_is_refused(
    shop_of: Any, change: dict[str, str], words: str
) -> None:
    shop = await shop_of()
    answer = await shop.client.post("/api/merchant/info", data=shop.signed({}) | change)
    assert answer.json() == {"code": -1, "msg": words}


@pytest.mark.parametrize(
    ("device", "method", "pay_type"), [("pc", "web", "qrcode"), ("mobile", "web", "jump"), ("pc", "jump", "jump")]
)  # fmt: skip
async def test_the_way_to_pay_suits_the_device(
    shop_of: Any, number: str, device: str, method: str, pay_type: str
) -> None:
    shop = await shop_of()
    order = shop.order(number, clientip="203.0.113.7", device=device, method=method)
    answer = await shop.ask("pay/create", **order)
    assert (answer["code"], answer["pay_type"]) == (0, pay_type)
    assert answer["pay_info"].endswith(f"/pay/{answer['trade_no']}")
    assert holds(answer, shop.platform["first"])


async def test_a_notify_is_signed_when_it_is_sent(shop_of: Any, number: str, ear: Any) -> None:
    shop = await shop_of()
    await shop.client.post(f"{await shop.open(number)}/stay")
    await ear.hears(1)
    fields = ear.heard[0].fields
    assert (fields["trade_status"], fields["sign_type"], fields["pid"]) == ("TRADE_SUCCESS", "RSA", shop.pid)
    assert abs(int(fields["timestamp"]) - time.time()) < 60
    assert holds(fields, shop.platform["first"])


async def test_forged_messages_are_signed_as_badly_as_in_v1(shop_of: Any, number: str, ear: Any) -> None:
    shop = await shop_of()
    await shop.client.post(f"{await shop.open(number)}/forge")
    await ear.hears(5)
    believed = [message.fields for message in ear.heard if message.fields["sign"]]
    told = [
        (fields["pid"], fields["trade_status"])
        for fields in believed
        if holds(fields, shop.platform["first"])
    ]
    assert sorted(told) == [(shop.pid, "WAIT_BUYER_PAY"), (f"{shop.pid}9", "TRADE_SUCCESS")]


async def test_refunds_have_numbers_and_a_register(shop_of: Any, number: str) -> None:
    shop = await shop_of()
    await shop.client.post(f"{await shop.open(number)}/stay")
    first = await shop.ask("pay/refund", out_trade_no=number, money="60", out_refund_no=f"R1{number}")
    found = await shop.ask("pay/refundquery", out_refund_no=f"R1{number}")
    assert (found["refund_no"], found["money"], found["status"]) == (first["refund_no"], "60.00", 1)
    again = await shop.ask("pay/refund", out_trade_no=number, money="1", out_refund_no=f"R1{number}")
    assert again == {"code": -1, "msg": "该退款单号已使用过。"}
    much = await shop.ask("pay/refund", out_trade_no=number, money="39.81", out_refund_no=f"R2{number}")
    assert much["msg"] == "超出可退金额。"
    assert (await shop.ask("pay/refundquery", out_refund_no=f"R2{number}"))["msg"] == "退款记录不存在。"
    await shop.ask("pay/refund", out_trade_no=number, money="39.80", out_refund_no=f"R3{number}")
    assert (await shop.ask("pay/query", out_trade_no=number))["status"] == 2


async def test_a_closed_order_cannot_be_paid_nor_a_paid_one_closed(shop_of: Any, number: str) -> None:
    shop = await shop_of()
    page = await shop.open(number)
    assert (await shop.ask("pay/close", out_trade_no=number))["code"] == 0
    assert (await shop.client.post(f"{page}/stay")).status_code == 409
    assert await shop.open(number) == page
    closed = await shop.client.get(page, headers={"accept-language": "en"})
    assert "Closed by the shop" in closed.text
    paid = await shop.open(f"{number}-2")
    await shop.client.post(f"{paid}/stay")
    assert (await shop.ask("pay/close", out_trade_no=f"{number}-2"))["msg"] == "该订单已支付。"
    assert (await shop.ask("pay/close", out_trade_no="V2-0"))["msg"] == "订单不存在。"


async def test_the_list_of_orders_can_be_made_to_lack_one(shop_of: Any, number: str) -> None:
    shop = await shop_of()
    pages = [await shop.open(f"{number}-{place}") for place in range(3)]
    for page in pages:
        await shop.client.post(f"{page}/stay")
    assert (await shop.client.post(f"{pages[1]}/leave-out")).status_code == 303
    listed = [
        row["out_trade_no"]
        for offset in ("0", "1")
        for row in (await shop.ask("merchant/orders", limit="1", offset=offset))["data"]
    ]
    assert listed == [f"{number}-2", f"{number}-0"]
    assert (await shop.ask("merchant/orders", offset="2"))["data"] == []
    assert (await shop.ask("pay/query", out_trade_no=f"{number}-1"))["status"] == 1


async def test_a_refund_behind_the_shops_back_shows_when_asked(shop_of: Any, number: str) -> None:
    shop = await shop_of()
    page = await shop.open(number)
    await shop.client.post(f"{page}/stay")
    await shop.client.post(f"{page}/refund-here", data={"money": "9.80"})
    assert (await shop.ask("pay/query", out_trade_no=number))["refundmoney"] == "9.80"
    await shop.client.post(f"{page}/refund-here")
    assert (await shop.ask("pay/query", out_trade_no=number))["refundmoney"] == "99.80"


async def test_a_call_that_there_is_not_is_refused(shop_of: Any) -> None:
    assert (await (await shop_of()).ask("pay/steal"))["msg"] == "没有这个接口。"
