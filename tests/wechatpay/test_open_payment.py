"""Chen Hao goes to pay: by code, inside WeChat, or in his phone's browser."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bodega_wechatpay.gateway import WechatpayGateway
from bodega_wechatpay.settings import WechatpaySettings

from bodega.kernel.clock import SystemClock
from bodega_shop.extend import (
    GatewayRejected,
    JsapiParams,
    Money,
    QrCode,
    Redirect,
    Temporary,
    UnknownOutcome,
)


def asked(service: Any) -> dict[str, Any]:
    return dict(json.loads(service.heard[-1].body))


async def test_a_code_is_shown(gateway: Any, channel: Any, attempt: Any, service: Any) -> None:
    wanted = attempt()
    result = await gateway.create(channel(), wanted)
    assert isinstance(result.action, QrCode)
    assert result.action.payload.startswith("weixin://wxpay/bizpayurl")
    order = asked(service)
    assert (order["amount"], order["description"]) == ({"total": 9980, "currency": "CNY"}, "星海点卡 100 元")
    assert order["notify_url"] == "https://xinghai.example/pay/notify/6"
    end = datetime.fromisoformat(order["time_expire"])
    assert end == wanted.expires_at.replace(microsecond=0)
    assert order["time_expire"].endswith("+08:00")


async def test_inside_wechat_the_payment_sheet_opens(
    gateway: Any, channel: Any, attempt: Any, service: Any, rig: Any
) -> None:
    result = await gateway.create(channel(jsapi=True), attempt(openid="oUpF8uMuAJO"))
    assert isinstance(result.action, JsapiParams)
    fields = result.action.fields
    assert asked(service)["payer"] == {"openid": "oUpF8uMuAJO"}
    assert fields["package"] == f"prepay_id={result.gateway_ref}"
    text = f"{rig.merchant.appid}\n{fields['timeStamp']}\n{fields['nonceStr']}\n{fields['package']}\n"
    assert rig.merchant.own.has_signed(fields["paySign"], text.encode())
    assert (fields["appId"], fields["signType"]) == (rig.merchant.appid, "RSA")


async def test_a_channel_that_is_for_wechat_only_says_so(gateway: Any, channel: Any, attempt: Any) -> None:
    with pytest.raises(GatewayRejected, match="inside WeChat only"):
        await gateway.create(channel(native=False, jsapi=True), attempt())


async def test_outside_wechat_the_code_is_shown_instead(gateway: Any, channel: Any, attempt: Any) -> None:
    result = await gateway.create(channel(jsapi=True), attempt())
    assert isinstance(result.action, QrCode)


async def test_a_phones_browser_goes_to_wechat_and_comes_back(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    result = await gateway.create(channel(h5=True), attempt(device="mobile"))
    assert isinstance(result.action, Redirect)
    query = parse_qs(urlsplit(result.action.url).query)
    assert query["redirect_url"] == ["https://xinghai.example/orders/1?from=pay"]
    assert asked(service)["scene_info"] == {"payer_client_ip": "203.0.113.7", "h5_info": {"type": "Wap"}}


async def test_a_computer_gets_the_code_even_where_h5_is_open(
    gateway: Any, channel: Any, attempt: Any
) -> None:
    assert isinstance((await gateway.create(channel(h5=True), attempt())).action, QrCode)
    assert isinstance((await gateway.create(channel(h5=True, native=False), attempt())).action, Redirect)


async def test_the_same_attempt_asked_twice_is_one_order(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    wanted = attempt()
    first = await gateway.create(channel(), wanted)
    assert await gateway.create(channel(), wanted) == first
    assert len(service.orders) == 1


async def test_an_end_that_is_too_near_is_moved_to_the_nearest_that_is_taken(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    await gateway.create(channel(), attempt(expires_at=SystemClock().now() + timedelta(seconds=5)))
    assert datetime.fromisoformat(asked(service)["time_expire"]) > datetime.now(UTC) + timedelta(minutes=1)


async def test_a_long_name_is_cut_between_two_characters(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    await gateway.create(channel(), attempt(subject="星海\n点卡`" * 40))
    description = asked(service)["description"]
    assert len(description.encode()) <= 127
    assert description.startswith("星海 点卡'")


@pytest.mark.parametrize(
    "change",
    [
        {"money": Money(100, "USD")},
        {"money": Money(0, "CNY")},
        {"out_trade_no": "N1"},
        {"out_trade_no": "20261122/../1"},
        {"out_trade_no": "N" * 33},
    ],
)
async def test_what_wechat_pay_cannot_take_is_never_sent(
    gateway: Any, channel: Any, attempt: Any, service: Any, change: dict[str, Any]
) -> None:
    with pytest.raises(GatewayRejected):
        await gateway.create(channel(), attempt(**change))
    assert service.heard == []


async def test_an_app_of_somebody_else_is_refused_in_words(
    gateway: Any, channel: Any, attempt: Any, rig: Any
) -> None:
    with pytest.raises(GatewayRejected, match="not bound to this merchant"):
        await gateway.create(channel(appid=rig.other.appid), attempt())


@pytest.mark.parametrize("how", ["unread", "silent", "error"])
async def test_no_answer_is_not_no(gateway: Any, channel: Any, attempt: Any, service: Any, how: Any) -> None:
    service.broken.append(("create", how))
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(), attempt())
    assert len(service.heard) == 1


async def test_where_nobody_listens_nothing_was_sent(gateway: Any, channel: Any, attempt: Any) -> None:
    with pytest.raises(Temporary):
        await gateway.create(channel(base_url="http://127.0.0.1:9"), attempt())


async def test_an_answer_with_a_wrong_signature_sends_nobody_anywhere(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    service.probe_next = True
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(), attempt())


async def test_an_answer_from_long_ago_is_not_believed(
    gateway: Any, channel: Any, attempt: Any, service: Any
) -> None:
    service.answers_are_late = timedelta(minutes=6)
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(), attempt())


async def test_an_answer_signed_by_another_merchants_key_is_not_believed(
    gateway: Any, channel: Any, attempt: Any, service: Any, rig: Any
) -> None:
    service.signer_next = rig.other.public_keys[0]
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(), attempt())


async def test_a_wrong_private_key_is_a_definite_no(
    gateway: Any, channel: Any, attempt: Any, rig: Any
) -> None:
    with pytest.raises(GatewayRejected):
        await gateway.create(channel(private_key=rig.other.own.private_pem), attempt())


async def test_the_answer_is_asked_for_under_the_public_key(
    gateway: Any, channel: Any, attempt: Any, service: Any, rig: Any
) -> None:
    await gateway.create(channel(), attempt())
    assert service.heard[-1].headers["wechatpay-serial"] == rig.merchant.public_keys[0].serial


@pytest.mark.parametrize(
    ("ways", "flows"),
    [
        ({}, {"qr"}),
        ({"jsapi": True, "h5": True}, {"qr", "jsapi", "redirect"}),
        ({"native": False, "jsapi": True}, {"jsapi"}),
    ],
)
def test_a_channel_says_what_it_can_do(ways: dict[str, bool], flows: set[str]) -> None:
    able = WechatpayGateway().capabilities(WechatpaySettings(**ways))
    assert able.flows == flows
    assert (able.refund, able.refund_idempotent, able.refund_query, able.close, able.bill) == (
        "partial", True, True, True, True,
    )  # fmt: skip
    assert (able.refund_days, able.refunds_per_payment, able.bill_hour) == (365, 50, 10)
