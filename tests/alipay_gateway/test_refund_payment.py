"""Mei gives Chen Hao his money back: as often as she presses the button, once."""

import json
from typing import Any

import pytest

from bodega_shop.extend import (
    GatewayRejected,
    InvalidInput,
    Money,
    PaymentRef,
    RefundRef,
    RefundRequest,
    UnknownOutcome,
)


def asked(payment: Any, minor: int, number: str = "R1", currency: str = "CNY") -> RefundRequest:
    return RefundRequest(
        out_refund_no=number,
        out_trade_no=payment.out_trade_no,
        gateway_txn="",
        gateway_ref="",
        money=Money(minor, currency),
        paid=payment.money,
        refunded_before=Money(0, "CNY"),
        reason="卡密无效，\n买家申请退款",
    )


def about(payment: Any, number: str = "R1") -> RefundRef:
    return RefundRef(number, out_trade_no=payment.out_trade_no)


async def test_parts_go_back_and_the_same_number_goes_back_once(
    gateway: Any, channel: Any, paid: Any, rig: Any
) -> None:
    payment = await paid()
    for _ in range(3):
        status = await gateway.refund(channel(), asked(payment, 980))
        assert (status.state, status.money, status.gateway_refund) == ("succeeded", Money(980, "CNY"), "R1")
    await gateway.refund(channel(), asked(payment, 9000, "R2"))
    assert rig.trade(payment.out_trade_no).refunded == 9980
    assert [request["method"] for request in rig.platform.asked].count(
        "alipay.trade.fastpay.refund.query"
    ) == 2


async def test_a_whole_refund_names_its_number_too(gateway: Any, channel: Any, paid: Any, rig: Any) -> None:
    """Without it Alipay would take our second attempt for the first, or the first for a second."""
    payment = await paid()
    await gateway.refund(channel(), asked(payment, 9980))
    assert json.loads(rig.platform.asked[-1]["biz_content"]) == {
        "out_trade_no": payment.out_trade_no,
        "refund_amount": "99.80",
        "refund_reason": "卡密无效， 买家申请退款",
        "out_request_no": "R1",
    }


@pytest.mark.parametrize("how", ["silent", "error", "unread"])
async def test_nobody_knows_and_then_it_is_found_or_sent_again(
    gateway: Any, channel: Any, paid: Any, rig: Any, how: str
) -> None:
    payment = await paid()
    await rig.break_next("refund", how)
    with pytest.raises(UnknownOutcome):
        await gateway.refund(channel(), asked(payment, 100))
    found = await gateway.query_refund(channel(), about(payment))
    assert found.state == ("succeeded" if how == "silent" else "not_found")
    assert (await gateway.refund(channel(), asked(payment, 100))).state == "succeeded"
    assert rig.trade(payment.out_trade_no).refunded == 100


async def test_no_money_moved_now_is_not_taken_for_a_refund(
    gateway: Any, channel: Any, paid: Any, rig: Any
) -> None:
    payment = await paid()
    await gateway.refund(channel(), asked(payment, 100))
    await rig.break_next("query_refund", "error")
    assert (await gateway.refund(channel(), asked(payment, 100))).state == "pending"


@pytest.mark.parametrize(
    ("minor", "number", "says"), [(9981, "R9", "AMT"), (200, "R1", "DISCORDANT"), (9980, "R3", "AMT")]
)
async def test_what_may_not_be_given_back_is_refused_with_alipays_reason(
    gateway: Any, channel: Any, paid: Any, minor: int, number: str, says: str
) -> None:
    payment = await paid()
    await gateway.refund(channel(), asked(payment, 100))
    with pytest.raises(GatewayRejected, match=says):
        await gateway.refund(channel(), asked(payment, minor, number))


async def test_nothing_is_given_back_that_was_not_paid_or_is_too_old(
    gateway: Any, channel: Any, opened: Any, paid: Any, attempt: Any, rig: Any
) -> None:
    old = await paid()
    rig.trade(old.out_trade_no).status = "TRADE_FINISHED"
    for payment in (await opened(), attempt(), old):
        with pytest.raises(GatewayRejected):
            await gateway.refund(channel(), asked(payment, 100))


@pytest.mark.parametrize(("minor", "currency"), [(0, "CNY"), (-5, "CNY"), (100, "USD")])
async def test_a_sum_that_makes_no_sense_is_never_sent(
    gateway: Any, channel: Any, paid: Any, rig: Any, minor: int, currency: str
) -> None:
    payment, before = await paid(), len(rig.platform.asked)
    with pytest.raises(GatewayRejected):
        await gateway.refund(channel(), asked(payment, minor, currency=currency))
    assert len(rig.platform.asked) == before


async def test_a_plain_yes_to_the_question_is_no_refund(gateway: Any, channel: Any, paid: Any) -> None:
    """Alipay answers 10000 about numbers it never heard of."""
    payment = await paid()
    assert (await gateway.query_refund(channel(), about(payment))).state == "not_found"


async def test_a_payment_that_alipay_does_not_know_has_no_refund(
    gateway: Any, channel: Any, attempt: Any
) -> None:
    assert (await gateway.query_refund(channel(), about(attempt()))).state == "not_found"


async def test_a_refund_made_in_alipays_console_is_looked_up_by_its_own_name(
    gateway: Any, channel: Any, paid: Any, rig: Any, heard: Any
) -> None:
    payment = await paid()
    [message] = await rig.refund_at_service(payment.out_trade_no, Money(300, "CNY"))
    event = await gateway.parse_notification(channel(), heard(message))
    reference = RefundRef("", event.reference, event.out_trade_no)
    status = await gateway.query_refund(channel(), reference)
    assert (status.state, status.money) == ("succeeded", Money(300, "CNY"))
    assert status.out_trade_no == payment.out_trade_no
    by_trade = RefundRef("", event.reference, gateway_txn=event.gateway_txn)
    assert (await gateway.query_refund(channel(), by_trade)).state == "succeeded"


async def test_a_refund_without_a_payment_cannot_be_asked_about(gateway: Any, channel: Any) -> None:
    for reference in (RefundRef("R1"), RefundRef("", out_trade_no="A1")):
        with pytest.raises(InvalidInput):
            await gateway.query_refund(channel(), reference)


async def test_after_a_refund_of_a_part_the_payment_still_stands(
    gateway: Any, channel: Any, paid: Any
) -> None:
    payment = await paid()
    await gateway.refund(channel(), asked(payment, 980))
    status = await gateway.query(channel(), PaymentRef(payment.out_trade_no))
    assert (status.state, status.money) == ("succeeded", payment.money)
