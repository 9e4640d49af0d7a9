"""Chen Hao is sent to Stripe's page, and what Stripe is told there is what the order says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bodega.kernel.clock import SetClock
from bodega_shop.extend import ConfigInvalid, GatewayRejected, Money, Redirect, UnknownOutcome
from simulators.stripe.serve import Breakdown
from stripe_gateway.rig import StripeRig


def wish(rig: StripeRig) -> dict[str, Any]:
    return rig.server.said[-1].asked.wish


async def test_the_buyer_goes_to_a_page_that_asks_for_the_sum_of_the_order(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any
) -> None:
    wanted = attempt(cancel_url="https://xinghai.example/", metadata={"order": "X1"})
    result = await gateway.create(channel(rig), wanted)
    _, session = rig.session(wanted.out_trade_no)
    assert result.action == Redirect(session["url"])
    assert (result.gateway_ref, result.gateway_txn) == (session["id"], "")
    assert (session["amount_total"], session["currency"]) == (9980, "cny")
    assert wish(rig)["cancel_url"] == "https://xinghai.example/"
    assert wish(rig)["customer_email"] == "chen.hao@example.com"
    assert wish(rig)["adaptive_pricing"] == {"enabled": "false"}


async def test_our_numbers_stand_on_the_session_and_on_the_money(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any
) -> None:
    wanted = attempt(metadata={"order": "X1", "n" * 41: "too long a name", "note": "x" * 501})
    await gateway.create(channel(rig), wanted)
    notes = {"order": "X1", "out_trade_no": wanted.out_trade_no}
    assert wish(rig)["metadata"] == notes
    assert wish(rig)["payment_intent_data"]["metadata"] == notes


async def test_a_call_that_is_repeated_opens_one_session(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any
) -> None:
    wanted = attempt()
    first, second = [await gateway.create(channel(rig), wanted) for _ in range(2)]
    assert first == second
    assert rig.server.said[-1].asked.headers["idempotency-key"] == f"create:{wanted.out_trade_no}"
    assert len(rig.ours.all("checkout.session")) == 1


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (timedelta(minutes=10), timedelta(minutes=31)),
        (timedelta(hours=2), timedelta(hours=2)),
        (timedelta(days=3), timedelta(hours=23, minutes=59)),
    ],
)
async def test_the_time_to_pay_is_cut_to_what_stripe_takes(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any, wanted: timedelta, given: timedelta
) -> None:
    clock = SetClock(datetime.now(UTC).replace(microsecond=0))
    await gateway.create(channel(rig, clock=clock), attempt(expires_at=clock.now() + wanted))
    assert wish(rig)["expires_at"] == str(int((clock.now() + given).timestamp()))


@pytest.mark.parametrize(("locale", "shown"), [("zh-CN", "zh"), ("en", "en"), ("fr", "en")])
async def test_the_page_speaks_the_buyers_language(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any, locale: str, shown: str
) -> None:
    await gateway.create(channel(rig), attempt(locale=locale))
    assert wish(rig)["locale"] == shown


async def test_the_ways_to_pay_can_be_named(rig: StripeRig, gateway: Any, channel: Any, attempt: Any) -> None:
    named = {"methods": "only", "method_types": "card, alipay wechat_pay"}
    await gateway.create(channel(rig, **named), attempt())
    assert wish(rig)["allowed_payment_method_types"] == ["card", "alipay", "wechat_pay"]
    assert wish(rig)["payment_method_options"] == {"wechat_pay": {"client": "web"}}
    assert "payment_method_types" not in wish(rig)


async def test_ways_to_pay_can_be_left_out(rig: StripeRig, gateway: Any, channel: Any, attempt: Any) -> None:
    await gateway.create(channel(rig, methods="except", method_types="alipay"), attempt())
    assert wish(rig)["excluded_payment_method_types"] == ["alipay"]
    assert "alipay" not in rig.ours.all("checkout.session")[0]["payment_method_types"]


async def test_without_a_choice_the_dashboard_decides(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any
) -> None:
    await gateway.create(channel(rig, method_types="card"), attempt())
    assert not [name for name in wish(rig) if "payment_method" in name]


async def test_a_connected_shop_sells_in_its_own_name_and_hands_the_platform_its_part(
    connect: StripeRig, gateway: Any, channel: Any, attempt: Any
) -> None:
    ctx = channel(connect)
    assert gateway.capabilities(ctx.settings).divides
    wanted = attempt(platform_fee=Money(500, "CNY"))
    await gateway.create(ctx, wanted)
    said = connect.server.said[-1].asked
    assert said.headers["stripe-account"] == "acct_xinghai"
    assert said.wish["payment_intent_data"]["application_fee_amount"] == "500"
    await connect.pay(wanted.out_trade_no)
    [intent] = connect.ours.all("payment_intent")
    assert intent["application_fee_amount"] == 500


async def test_a_part_for_the_platform_without_a_connected_account_is_a_wrong_setting(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any
) -> None:
    ctx = channel(rig)
    assert not gateway.capabilities(ctx.settings).divides
    with pytest.raises(ConfigInvalid):
        await gateway.create(ctx, attempt(platform_fee=Money(500, "CNY")))
    with pytest.raises(ConfigInvalid):
        await gateway.create(ctx, attempt(platform_fee=Money(500, "USD")))
    assert not rig.server.said


@pytest.mark.parametrize("money", [Money(10, "USD"), Money(1234, "KWD"), Money(100_000_000, "USD")])
async def test_a_sum_that_stripe_does_not_take_is_refused(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any, money: Money
) -> None:
    with pytest.raises(GatewayRejected):
        await gateway.create(channel(rig), attempt(money=money))


async def test_an_answer_without_an_address_leaves_the_outcome_open(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any
) -> None:
    for url in (b"null", b'"javascript:alert(1)"', b"7"):
        body = (
            b'{"id": "cs_test_1", "object": "checkout.session", "livemode": false, "created": 1,'
            b' "payment_status": "unpaid", "url": ' + url + b"}"
        )
        head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        rig.server.breakdowns.append(Breakdown("POST", "/v1/checkout/sessions", "raw", head + body))
        with pytest.raises(UnknownOutcome):
            await gateway.create(channel(rig), attempt())
