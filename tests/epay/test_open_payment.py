"""Xinghai sends Chen Hao to pay: by a signed address, or by a QR code that the service answers with."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from bodega.kernel.money import Money
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega_shop.extend import (
    ConfigInvalid,
    GatewayRejected,
    PaymentRef,
    QrCode,
    Redirect,
    Refused,
    Temporary,
    UnknownOutcome,
)


def fields_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, strict_parsing=True))


async def test_the_buyer_is_sent_to_a_signed_address(
    gateway: Any, channel: Any, attempt: Any, sdk: Any
) -> None:
    payment = attempt()
    result = await gateway.create(channel(pay_type="alipay"), payment)
    assert isinstance(result.action, Redirect)
    address, _, _ = result.action.url.partition("?")
    fields = fields_of(result.action.url)
    assert address == "https://pay.example/submit.php"
    assert sdk.verify_sign(fields)
    assert (fields["money"], fields["out_trade_no"]) == ("99.80", payment.out_trade_no)
    assert (fields["type"], fields["sign_type"]) == ("alipay", "MD5")
    assert fields["notify_url"] == "https://xinghai.example/pay/notify/1"


async def test_without_a_way_to_pay_the_service_asks_the_buyer(
    gateway: Any, channel: Any, attempt: Any
) -> None:
    result = await gateway.create(channel(), attempt())
    assert "type" not in fields_of(result.action.url)


async def test_another_way_to_pay_is_named_by_the_owner(gateway: Any, channel: Any, attempt: Any) -> None:
    context = channel(
        base_url="https://pay.example/epay/",
        submit_path="/pay/submit.php",
        pay_type="other",
        other_type="epay",
    )
    result = await gateway.create(context, attempt())
    assert result.action.url.startswith("https://pay.example/epay/pay/submit.php?")
    assert fields_of(result.action.url)["type"] == "epay"


@pytest.mark.parametrize(
    ("minor", "text"), [(1, "0.01"), (10, "0.10"), (9980, "99.80"), (123456789012, "1234567890.12")]
)
async def test_money_is_exact_text(gateway: Any, channel: Any, attempt: Any, minor: int, text: str) -> None:
    result = await gateway.create(channel(), attempt(money=Money(minor, "CNY")))
    assert fields_of(result.action.url)["money"] == text


@pytest.mark.parametrize("money", [Money(9980, "USD"), Money(0, "CNY"), Money(-1, "CNY")])
async def test_only_a_sum_of_yuan_is_asked_for(
    gateway: Any, channel: Any, attempt: Any, money: Money
) -> None:
    with pytest.raises(GatewayRejected):
        await gateway.create(channel(), attempt(money=money))


@pytest.mark.parametrize("missing", ["base_url", "pid", "key"])
async def test_a_channel_without_its_secrets_is_switched_off(
    gateway: Any, channel: Any, attempt: Any, notice: Any, missing: str
) -> None:
    context = channel(**{missing: ""})
    with pytest.raises(ConfigInvalid):
        await gateway.create(context, attempt())
    with pytest.raises(ConfigInvalid):
        await gateway.query(context, PaymentRef("1"))
    with pytest.raises(ConfigInvalid):
        await gateway.check_settings(context)
    with pytest.raises(ConfigInvalid):
        await gateway.parse_notification(context, notice())


async def test_the_service_is_told_who_pays_on_what(
    gateway: Any, channel: Any, attempt: Any, service: Any, sdk: Any
) -> None:
    service.says('{"code": 1, "trade_no": "T1", "qrcode": "weixin://wxpay/bizpayurl?pr=abc"}')
    await gateway.create(channel(base_url=service.url, way="mapi"), attempt(device="mobile"))
    [said] = service.heard
    fields = dict(parse_qsl(said.body.decode()))
    assert (said.method, said.target) == ("POST", "/mapi.php")
    assert (fields["clientip"], fields["device"]) == ("203.0.113.7", "mobile")
    assert sdk.verify_sign(fields)


@pytest.mark.parametrize(
    ("answer", "action"),
    [
        ('{"code": 1, "qrcode": "wxp://f2f0abc"}', QrCode("wxp://f2f0abc", "")),
        (
            '{"code": 1, "qrcode": "HTTPS://QR.ALIPAY.COM/1"}',
            QrCode("HTTPS://QR.ALIPAY.COM/1", "HTTPS://QR.ALIPAY.COM/1"),
        ),
        ('{"code": "1", "payurl": "https://pay.example/p/1"}', Redirect("https://pay.example/p/1")),
        ('{"code": 1, "urlscheme": "weixin://dl/business/?t=1"}', Redirect("weixin://dl/business/?t=1")),
        (
            '\ufeff{"code": 1, "qrcode": null, "payurl": "https://pay.example/p/1"}',
            Redirect("https://pay.example/p/1"),
        ),
    ],
)
async def test_each_way_to_pay_is_understood(
    gateway: Any, channel: Any, attempt: Any, service: Any, answer: str, action: Any
) -> None:
    service.says(answer)
    result = await gateway.create(channel(base_url=service.url, way="mapi"), attempt())
    assert result.action == action


async def test_of_several_ways_the_one_for_the_device_is_taken(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    service.says('{"code": 1, "qrcode": "https://pay.example/q", "urlscheme": "alipays://x"}')
    context = channel(base_url=service.url, way="mapi")
    assert (await gateway.create(context, attempt(device="pc"))).action == QrCode(
        *["https://pay.example/q"] * 2
    )
    assert (await gateway.create(context, attempt(device="mobile"))).action == Redirect("alipays://x")


async def test_an_address_without_a_host_is_the_services_own(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    service.says('{"code": 1, "trade_no": "T1", "payurl": "/pay/T1"}')
    result = await gateway.create(channel(base_url=service.url, way="mapi"), attempt())
    assert (result.action, result.gateway_txn) == (Redirect(f"{service.url}/pay/T1"), "T1")
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(base_url=service.url, way="mapi", relative_urls=False), attempt())


@pytest.mark.parametrize(
    "payurl",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://a b",
        "ftp://x/y",
        "https://x\u0000/",
        "",
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_none(
    gateway: Any, channel: Any, attempt: Any, service: Any, payurl: str
) -> None:
    service.says(json.dumps({"code": 1, "payurl": payurl}))
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(base_url=service.url, way="mapi"), attempt())


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        ("200 OK", '{"code": -1, "msg": "商户余额不足"}', GatewayRejected),
        ("200 OK", '{"code": 10, "payurl": "https://pay.example/1"}', GatewayRejected),
        ("404 Not Found", "<html>", GatewayRejected),
        ("302 Found", "", GatewayRejected),
        ("502 Bad Gateway", "<html>", UnknownOutcome),
        ("200 OK", "<html>maintenance</html>", UnknownOutcome),
        ("200 OK", '[{"code": 1}]', UnknownOutcome),
        ("200 OK", '{"code": NaN}', UnknownOutcome),
        ("200 OK", "[" * 200_000, UnknownOutcome),
        ("200 OK", b"\xff\xfe\x00", UnknownOutcome),
    ],
)
async def test_an_odd_answer_has_one_meaning(
    gateway: Any,
    channel: Any,
    attempt: Any,
    service: Any,
    status: str,
    body: str | bytes,
    error: type[Exception],
) -> None:
    service.says(body, status, "location: https://elsewhere.example/")
    with pytest.raises(error):
        await gateway.create(channel(base_url=service.url, way="mapi"), attempt())
    assert len(service.heard) == 1


async def test_an_answer_over_one_mebibyte_is_refused(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    service.says('{"code": 1, "msg": "' + "x" * 1_100_000 + '", "payurl": "https://pay.example/1"}')
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(base_url=service.url, way="mapi"), attempt())


async def test_a_service_that_never_answers_leaves_the_outcome_unknown(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    service.answer = None
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(base_url=service.url, way="mapi"), attempt())
    assert len(service.heard) == 1


async def test_a_service_that_cannot_be_reached_did_surely_nothing(
    gateway: Any, channel: Any, attempt: Any, closed_address: str
) -> None:
    with pytest.raises(Temporary):
        await gateway.create(channel(base_url=closed_address, way="mapi"), attempt())


async def test_an_address_inside_our_network_is_refused(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    """Hole of the field: an address that a tenant typed in must not lend the tenant our place in the network."""
    async with outbound_client(OutboundPolicy()) as strict:
        context = replace(channel(base_url=service.url, way="mapi"), http=strict)
        with pytest.raises(Refused):
            await gateway.create(context, attempt())
    assert service.heard == []


async def test_an_address_that_is_none_is_a_wrong_setting(gateway: Any, channel: Any, attempt: Any) -> None:
    with pytest.raises(ConfigInvalid):
        await gateway.create(channel(base_url="https://pay.example:door", way="mapi"), attempt())


async def test_a_service_that_hangs_up_leaves_the_outcome_unknown(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    service.answer = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(base_url=service.url, way="mapi"), attempt())


def test_the_client_of_these_stories_is_the_shops_own(http: httpx.AsyncClient) -> None:
    assert http.follow_redirects is False
