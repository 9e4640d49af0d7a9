"""Xinghai sends Chen Hao to pay: to Alipay's page for his device, or with a QR code."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from bodega.kernel.clock import SetClock
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega_shop.extend import (
    ConfigInvalid,
    GatewayRejected,
    Money,
    PaymentRef,
    QrCode,
    Redirect,
    Refused,
    Temporary,
    UnknownOutcome,
)


def fields_of(action: Redirect) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(action.url).query))


async def test_a_computer_gets_alipays_page_and_alipay_takes_the_address(
    gateway: Any, channel: Any, attempt: Any, browser: httpx.AsyncClient, rig: Any
) -> None:
    payment = attempt()
    action = (await gateway.create(channel(on_computers="page"), payment)).action
    assert fields_of(action)["method"] == "alipay.trade.page.pay"
    shown = await browser.get(action.url)
    assert "星海点卡 100 元" in shown.text
    assert "¥ 99.80" in shown.text
    assert rig.trade(payment.out_trade_no).return_url == payment.return_url
    assert rig.trade(payment.out_trade_no).ends_at == payment.expires_at


async def test_a_phone_gets_the_page_for_phones_with_a_way_back(
    gateway: Any, channel: Any, attempt: Any, rig: Any
) -> None:
    payment = attempt(device="mobile", cancel_url="https://xinghai.example/cart")
    action = (await gateway.create(channel(), payment)).action
    await rig.follow(action)
    asked = rig.platform.asked[-1]
    assert asked["method"] == "alipay.trade.wap.pay"
    assert '"product_code":"QUICK_WAP_WAY"' in asked["biz_content"]
    assert '"quit_url":"https://xinghai.example/cart"' in asked["biz_content"]
    assert rig.trade(payment.out_trade_no).status == "WAIT_BUYER_PAY"


async def test_the_buyer_pays_on_the_page_and_comes_back(
    gateway: Any, channel: Any, attempt: Any, browser: httpx.AsyncClient, rig: Any
) -> None:
    payment = attempt()
    channel = channel(on_computers="page")
    await rig.follow((await gateway.create(channel, payment)).action)
    token = rig.trade(payment.out_trade_no).token
    back = await browser.post(f"{rig.platform.url}/cashier/{token}/pay")
    assert back.headers["location"].startswith(payment.return_url)
    assert (await gateway.query(channel, PaymentRef(payment.out_trade_no))).state == "succeeded"


async def test_a_qr_code_is_asked_for_and_opens_the_app_on_a_phone(
    gateway: Any, channel: Any, attempt: Any, rig: Any
) -> None:
    payment = attempt()
    result = await gateway.create(channel(), payment)
    assert isinstance(result.action, QrCode)
    assert result.action.url == result.action.payload
    asked = rig.platform.asked[-1]
    assert asked["notify_url"] == "https://xinghai.example/pay/notify/2"
    assert "return_url" not in asked


async def test_times_are_chinas_wherever_this_machine_stands(
    gateway: Any, channel: Any, attempt: Any, rig: Any
) -> None:
    moment = datetime(2026, 11, 21, 20, 30, 0, tzinfo=UTC)
    rig.platform.now = lambda: moment
    payment = attempt(expires_at=datetime(2026, 11, 21, 20, 45, 0, tzinfo=UTC))
    await gateway.create(channel(clock=SetClock(moment)), payment)
    asked = rig.platform.asked[-1]
    assert asked["timestamp"] == "2026-11-22 04:30:00"
    assert '"time_expire":"2026-11-22 04:45:00"' in asked["biz_content"]


async def test_a_clock_that_is_wrong_is_refused_by_alipay(gateway: Any, channel: Any, attempt: Any) -> None:
    wrong = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(GatewayRejected):
        await gateway.create(channel(clock=wrong), attempt())


async def test_nobody_can_pay_after_the_end(
    gateway: Any, channel: Any, attempt: Any, rig: Any, browser: httpx.AsyncClient
) -> None:
    payment = attempt()
    code = (await gateway.create(channel(), payment)).action.payload
    rig.platform.now = lambda: payment.expires_at
    assert "确认付款" not in (await browser.get(code)).text
    with pytest.raises(RuntimeError):
        await rig.pay(payment.out_trade_no)


@pytest.mark.parametrize(
    ("computers", "phones", "flows", "offline"),
    [
        ("page", "wap", {"redirect"}, True),
        ("qr", "wap", {"redirect", "qr"}, False),
        ("qr", "qr", {"qr"}, False),
    ],
)
def test_the_shop_knows_what_a_channel_can_do(
    gateway: Any, channel: Any, computers: str, phones: str, flows: set[str], offline: bool
) -> None:
    settings = channel(on_computers=computers, on_phones=phones).settings
    can = gateway.capabilities(settings)
    assert can.flows == flows
    assert gateway.creates_offline(settings) is offline
    assert (can.refund, can.refund_idempotent, can.refund_query, can.close, can.bill) == (
        "partial", True, True, True, True,
    )  # fmt: skip
    assert can.refund_days == 365


@pytest.mark.parametrize(
    "subject",
    ["卡&out_trade_no=2", "a/b=c", "x" * 999, " \n\t ", "星海\r\n点卡\t100", "卡🎮", "{}", 'a"b\\c'],
)
@pytest.mark.parametrize("way", ["page", "qr"])
async def test_any_name_of_goods_can_be_sold(
    gateway: Any, channel: Any, attempt: Any, rig: Any, subject: str, way: str
) -> None:
    payment = attempt(subject=subject)
    await rig.follow((await gateway.create(channel(on_computers=way), payment)).action)
    assert rig.trade(payment.out_trade_no).status == "WAIT_BUYER_PAY"


@pytest.mark.parametrize(
    "money", [Money(9980, "USD"), Money(0, "CNY"), Money(-1, "CNY"), Money(10**11, "CNY")]
)
async def test_a_sum_that_alipay_does_not_take_is_refused_here(
    gateway: Any, channel: Any, attempt: Any, rig: Any, money: Money
) -> None:
    for way in ("page", "qr"):
        with pytest.raises(GatewayRejected):
            await gateway.create(channel(on_computers=way), attempt(money=money))
    assert rig.platform.asked == []


async def test_a_number_that_is_paid_already_is_looked_up_and_not_refused(
    gateway: Any, channel: Any, paid: Any
) -> None:
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(), await paid())


async def test_a_number_with_another_sum_is_a_definite_no(gateway: Any, channel: Any, opened: Any) -> None:
    payment = await opened()
    with pytest.raises(GatewayRejected):
        await gateway.create(channel(), replace(payment, money=Money(1, "CNY")))


async def test_nobody_listens(gateway: Any, channel: Any, attempt: Any) -> None:
    with pytest.raises(Temporary):
        await gateway.create(channel(base_url="http://127.0.0.1:9/gateway.do"), attempt())


async def test_an_address_other_than_alipays_is_for_trials_only(
    gateway: Any, channel: Any, attempt: Any, rig: Any
) -> None:
    for way in ("page", "qr"):
        with pytest.raises(ConfigInvalid, match="address of Alipay"):
            await gateway.create(channel(test_mode=False, on_computers=way), attempt())
    assert rig.platform.asked == []
    real = "https://openapi.alipay.com/gateway.do"
    action = (
        await gateway.create(channel(test_mode=False, on_computers="page", base_url=real), attempt())
    ).action
    assert action.url.startswith(f"{real}?")


async def test_an_address_inside_our_network_is_refused(gateway: Any, channel: Any, attempt: Any) -> None:
    async with outbound_client(OutboundPolicy()) as guarded:
        with pytest.raises(Refused):
            await gateway.create(replace(channel(), http=guarded), attempt())
