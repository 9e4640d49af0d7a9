"""Xinghai speaks V2: what the service signs is believed, what it does not sign or signed long ago is not."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bodega_shop.extend import (
    ChannelContext,
    ConfigInvalid,
    FormPost,
    GatewayRejected,
    Money,
    PaymentRef,
    QrCode,
    Redirect,
    RefundRef,
    SignatureInvalid,
    UnknownOutcome,
)

NOTICE = {
    "pid": "1001",
    "trade_no": "2026112112000012345",
    "out_trade_no": "N1",
    "type": "alipay",
    "name": "星海点卡 100 元",
    "money": "99.80",
    "trade_status": "TRADE_SUCCESS",
}
PAID = {"code": 0, "trade_no": "T1", "out_trade_no": "N1", "pid": 1001, "money": "99.80", "status": 1}


@pytest.fixture(scope="module")
def ours() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def theirs() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def v2(channel: Callable[..., ChannelContext], ours: Any, theirs: Any) -> Callable[..., ChannelContext]:
    raw = ours.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    keys = {"private_key": base64.b64encode(raw).decode(), "platform_key": public(theirs)}

    def opened(**settings: Any) -> ChannelContext:
        return channel(**({"version": "V2", "key": "", **keys} | settings))

    return opened


def public(key: rsa.RSAPrivateKey) -> str:
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def sign(fields: dict[str, str], key: rsa.RSAPrivateKey, *, seconds_ago: int = 0) -> dict[str, str]:
    dated = fields | {"timestamp": str(int(time.time()) - seconds_ago)}
    text = "&".join(f"{name}={dated[name]}" for name in sorted(dated) if dated[name])
    signature = key.sign(text.encode(), PKCS1v15(), SHA256())
    return dated | {"sign": base64.b64encode(signature).decode(), "sign_type": "RSA"}


def yes(body: dict[str, Any], key: rsa.RSAPrivateKey, *, seconds_ago: int = 0) -> str:
    """An answer as the service gives it: numbers stay numbers, lists and nulls are not signed."""
    flat = {name: str(value) for name, value in body.items() if isinstance(value, str | int | float)}
    signed = sign(flat, key, seconds_ago=seconds_ago)
    return json.dumps(body | {name: signed[name] for name in ("timestamp", "sign", "sign_type")})


def asked(service: Any) -> dict[str, str]:
    return dict(parse_qsl(service.heard[-1].body.decode()))


async def test_a_signed_notify_is_believed(gateway: Any, v2: Any, theirs: Any, raw: Any) -> None:
    event = await gateway.parse_notification(v2(), raw(urlencode(sign(NOTICE, theirs))))
    assert (event.state, event.money, event.merchant_matches) == ("succeeded", Money(9980, "CNY"), True)
    later = await gateway.parse_notification(v2(), raw(urlencode(sign(NOTICE, theirs, seconds_ago=9))))
    assert later.event_key == event.event_key


@pytest.mark.parametrize("seconds_ago", [310, 86_400, -310])
async def test_a_notify_of_another_time_is_refused(
    gateway: Any, v2: Any, theirs: Any, raw: Any, seconds_ago: int
) -> None:
    message = raw(urlencode(sign(NOTICE, theirs, seconds_ago=seconds_ago)))
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(v2(), message)


@pytest.mark.parametrize("seconds_ago", [290, -290])
async def test_clocks_may_differ_a_little(
    gateway: Any, v2: Any, theirs: Any, raw: Any, seconds_ago: int
) -> None:
    message = raw(urlencode(sign(NOTICE, theirs, seconds_ago=seconds_ago)))
    assert (await gateway.parse_notification(v2(), message)).state == "succeeded"


async def test_the_services_true_message_to_another_merchant_is_not_ours(
    gateway: Any, v2: Any, theirs: Any, raw: Any
) -> None:
    """The key is the same for every merchant of the service: only the pid tells whose money it is."""
    event = await gateway.parse_notification(v2(), raw(urlencode(sign(NOTICE | {"pid": "1002"}, theirs))))
    assert event.merchant_matches is False


async def test_an_md5_signature_opens_no_v2_channel(gateway: Any, v2: Any, notice: Any) -> None:
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(v2(), notice())


async def test_a_v2_message_opens_no_v1_channel(gateway: Any, channel: Any, theirs: Any, raw: Any) -> None:
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), raw(urlencode(sign(NOTICE, theirs))))


@pytest.mark.parametrize("missing", ["private_key", "platform_key"])
async def test_a_missing_key_is_a_channel_that_is_off(gateway: Any, v2: Any, missing: str) -> None:
    with pytest.raises(ConfigInvalid):
        await gateway.query(v2(**{missing: ""}), PaymentRef("N1"))


async def test_a_question_is_signed_and_carries_no_key(gateway: Any, v2: Any, service: Any, ours: Any, theirs: Any) -> None:  # fmt: skip
    service.says(yes(PAID, theirs))
    status = await gateway.query(v2(base_url=service.url), PaymentRef("N1"))
    assert (status.state, status.money, status.gateway_txn) == ("succeeded", Money(9980, "CNY"), "T1")
    fields = asked(service)
    signature = base64.b64decode(fields.pop("sign"))
    assert fields.pop("sign_type") == "RSA"
    text = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
    ours.public_key().verify(signature, text.encode(), PKCS1v15(), SHA256())
    assert (service.heard[-1].target, set(fields)) == ("/api/pay/query", {"pid", "out_trade_no", "timestamp"})


@pytest.mark.parametrize(
    ("status", "state"), [(0, "pending"), (1, "succeeded"), (2, "succeeded"), (3, "pending"), (4, "pending")]
)
async def test_every_status_of_an_order_is_known(
    gateway: Any, v2: Any, service: Any, theirs: Any, status: int, state: str
) -> None:
    service.says(yes(PAID | {"status": status}, theirs))
    assert (await gateway.query(v2(base_url=service.url), PaymentRef("N1"))).state == state


@pytest.mark.parametrize("number", [99.8, 99])
async def test_numbers_are_verified_as_they_were_written(
    gateway: Any, v2: Any, service: Any, theirs: Any, number: float
) -> None:
    service.says(yes(PAID | {"money": number, "buyer": None}, theirs))
    status = await gateway.query(v2(base_url=service.url), PaymentRef("N1"))
    assert status.money == Money(round(number * 100), "CNY")


async def test_a_yes_that_nobody_signed_settles_nothing(
    gateway: Any, v2: Any, service: Any, ours: Any, theirs: Any
) -> None:
    context = v2(base_url=service.url)
    honest = yes(PAID, theirs)
    for lie in (
        json.dumps(PAID),
        yes(PAID, ours),
        yes(PAID, theirs, seconds_ago=400),
        honest.replace('"status": 1', '"status": 2'),
        honest.replace('"99.80"', "99.8"),
        honest.replace('"RSA"', '"MD5"'),
    ):
        service.says(lie)
        with pytest.raises(UnknownOutcome):
            await gateway.query(context, PaymentRef("N1"))


async def test_a_no_needs_no_signature(gateway: Any, v2: Any, service: Any) -> None:
    context = v2(base_url=service.url, refunds=True)
    service.says('{"code": -1, "msg": "签名校验失败"}')
    with pytest.raises(GatewayRejected):
        await gateway.query(context, PaymentRef("N1"))
    service.says('{"code": -1, "msg": "退款记录不存在"}')
    assert (await gateway.query_refund(context, RefundRef("R1"))).state == "not_found"


@pytest.mark.parametrize(("status", "state"), [(1, "succeeded"), (0, "failed")])
async def test_a_refund_is_looked_up_by_our_number(
    gateway: Any, v2: Any, service: Any, theirs: Any, status: int, state: str
) -> None:
    body = {"code": 0, "refund_no": "F1", "out_refund_no": "R1", "trade_no": "T1", "money": "10.00"}
    service.says(yes(body | {"status": status}, theirs))
    found = await gateway.query_refund(v2(base_url=service.url), RefundRef("R1"))
    assert (found.state, found.money, found.gateway_refund) == (state, Money(1000, "CNY"), "F1")
    service.says(yes(body | {"status": status, "out_refund_no": "R2"}, theirs))
    with pytest.raises(UnknownOutcome):
        await gateway.query_refund(v2(base_url=service.url), RefundRef("R1"))


async def test_the_buyer_is_sent_to_a_signed_address(gateway: Any, v2: Any, attempt: Any) -> None:
    created = await gateway.create(v2(pay_type="alipay", v2_path="/open/"), attempt())
    parts = urlsplit(created.action.url)
    fields = dict(parse_qsl(parts.query))
    assert (parts.path, fields["sign_type"], fields["pid"]) == ("/open/pay/submit", "RSA", "1001")


@pytest.mark.parametrize(
    ("pay_type", "pay_info", "action"),
    [
        (
            "qrcode",
            "weixin://wxpay/bizpayurl?pr=1",
            QrCode("weixin://wxpay/bizpayurl?pr=1", "weixin://wxpay/bizpayurl?pr=1"),
        ),
        ("jump", "https://pay.example/p?a=1&b=2", Redirect("https://pay.example/p?a=1&b=2")),
        ("urlscheme", "alipays://platformapi?x=1", Redirect("alipays://platformapi?x=1")),
        (
            "html",
            '<form method="POST" action="https://cash.example/go"><input name="a" value="1&amp;2"></form><script>1</script>',
            FormPost("https://cash.example/go", {"a": "1&2"}),
        ),
    ],
)
async def test_each_way_to_pay_becomes_something_that_the_buyer_can_do(
    gateway: Any, v2: Any, service: Any, theirs: Any, attempt: Any, pay_type: str, pay_info: str, action: Any
) -> None:
    service.says(yes({"code": 0, "trade_no": "T1", "pay_type": pay_type, "pay_info": pay_info}, theirs))
    created = await gateway.create(v2(base_url=service.url, way="mapi"), attempt())
    assert (created.action, created.gateway_txn) == (action, "T1")
    assert asked(service)["method"] == "web"


@pytest.mark.parametrize(
    ("pay_type", "pay_info"),
    [
        ("jump", "javascript:alert(1)"),
        ("html", "<p>no form</p>"),
        ("html", '<form method="post" action="javascript:x"></form>'),
        ("html", '<form action="https://cash.example/go"></form>'),
        (
            "html",
            '<form method="post" action="https://a.example/"></form><form method="post" action="https://b.example/"></form>',
        ),
        ("wxplugin", "{}"),
        ("scan", ""),
    ],
)
async def test_what_no_buyer_can_do_from_here_is_nobodys_knowledge(
    gateway: Any, v2: Any, service: Any, theirs: Any, attempt: Any, pay_type: str, pay_info: str
) -> None:
    service.says(yes({"code": 0, "trade_no": "T1", "pay_type": pay_type, "pay_info": pay_info}, theirs))
    with pytest.raises(UnknownOutcome):
        await gateway.create(v2(base_url=service.url, way="mapi"), attempt())


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"pid": 1002, "status": 1}, "another merchant number"),
        ({"pid": 1001, "status": 0}, "closed this account"),
    ],
)
async def test_the_owner_is_told_what_is_wrong(
    gateway: Any, v2: Any, service: Any, theirs: Any, answer: dict[str, Any], says: str
) -> None:
    service.says(yes({"code": 0} | answer, theirs))
    with pytest.raises(ConfigInvalid, match=says):
        await gateway.check_settings(v2(base_url=service.url))
    with pytest.raises(ConfigInvalid, match="private key"):
        await gateway.check_settings(v2(base_url=service.url, private_key="no key"))


async def test_the_key_of_another_service_is_found_out(gateway: Any, v2: Any, service: Any, ours: Any) -> None:  # fmt: skip
    service.says(yes({"code": 0, "pid": 1001, "status": 1}, ours))
    with pytest.raises(ConfigInvalid, match="does not speak Epay"):
        await gateway.check_settings(v2(base_url=service.url))
