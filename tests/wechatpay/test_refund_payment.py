"""Mei gives money back through WeChat Pay."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bodega_shop.extend import (
    GatewayRejected,
    Money,
    RefundRef,
    RefundStatus,
    Temporary,
    UnknownOutcome,
)


async def test_a_refund_is_accepted_first_and_done_later(
    gateway: Any, channel: Any, paid: Any, wish: Any, service: Any
) -> None:
    number = await paid()
    refund = wish(number, 9980)
    accepted = await gateway.refund(channel(), refund)
    assert (accepted.state, accepted.money) == ("pending", Money(9980, "CNY"))
    done = await gateway.query_refund(channel(), RefundRef(refund.out_refund_no))
    assert done == RefundStatus(
        "succeeded",
        Money(9980, "CNY"),
        accepted.gateway_refund,
        out_trade_no=number,
        gateway_txn=service.orders[number].transaction_id,
    )


async def test_a_refund_names_the_payment_its_reason_and_where_to_report(
    gateway: Any, channel: Any, paid: Any, wish: Any, service: Any
) -> None:
    number = await paid()
    transaction = service.orders[number].transaction_id
    await gateway.refund(channel(), wish(number, 100, gateway_txn=transaction, reason="卡密失效" * 30))
    asked = json.loads(service.heard[-1].body)
    assert asked["transaction_id"] == transaction
    assert "out_trade_no" not in asked
    assert asked["notify_url"] == "https://xinghai.example/pay/notify/6"
    assert len(asked["reason"].encode()) <= 80
    assert asked["amount"] == {"refund": 100, "total": 9980, "currency": "CNY"}


async def test_the_same_number_twice_gives_back_once(
    gateway: Any, channel: Any, paid: Any, wish: Any, service: Any
) -> None:
    number = await paid()
    refund = wish(number, 9980)
    first = await gateway.refund(channel(), refund)
    again = await gateway.refund(channel(), refund)
    assert again.gateway_refund == first.gateway_refund
    assert service.orders[number].given_back == 9980


@pytest.mark.parametrize("how", ["unread", "silent", "error"])
async def test_after_no_answer_the_same_number_finds_out(
    gateway: Any, channel: Any, paid: Any, wish: Any, service: Any, how: Any
) -> None:
    number = await paid()
    refund = wish(number, 500)
    service.broken.append(("refund", how))
    with pytest.raises(UnknownOutcome):
        await gateway.refund(channel(), refund)
    found = await gateway.query_refund(channel(), RefundRef(refund.out_refund_no))
    assert found.state == ("succeeded" if how == "silent" else "not_found")
    await gateway.refund(channel(), refund)
    assert service.orders[number].given_back == 500


async def test_two_parts_are_a_minute_apart(
    gateway: Any, channel: Any, paid: Any, wish: Any, rig: Any, service: Any
) -> None:
    number = await paid()
    await gateway.refund(channel(), wish(number, 4000))
    second = wish(number, 5980)
    with pytest.raises(Temporary):
        await gateway.refund(channel(), second)
    await rig.rest()
    await gateway.refund(channel(), second)
    assert service.orders[number].given_back == 9980


async def test_no_more_is_given_back_than_was_paid(
    gateway: Any, channel: Any, paid: Any, wish: Any, rig: Any
) -> None:
    number = await paid()
    await gateway.refund(channel(), wish(number, 9980))
    await rig.rest()
    with pytest.raises(GatewayRejected):
        await gateway.refund(channel(), wish(number, 1))


async def test_an_empty_account_is_said_in_words(
    gateway: Any, channel: Any, paid: Any, wish: Any, rig: Any
) -> None:
    number = await paid()
    rig.merchant.can_pay_refunds = False
    with pytest.raises(GatewayRejected, match="does not hold enough money"):
        await gateway.refund(channel(), wish(number, 1))


@pytest.mark.parametrize(
    ("state", "means", "failure"),
    [("PROCESSING", "pending", ""), ("CLOSED", "failed", "CLOSED"), ("ABNORMAL", "failed", "ABNORMAL")],
)
async def test_a_refund_that_is_not_done_says_so(
    gateway: Any, channel: Any, paid: Any, wish: Any, service: Any, state: str, means: str, failure: str
) -> None:
    number = await paid()
    refund = wish(number, 500)
    service.holds_refunds = True
    await gateway.refund(channel(), refund)
    service.orders[number].refunds[0].state = state
    found = await gateway.query_refund(channel(), RefundRef(refund.out_refund_no))
    assert (found.state, found.failure) == (means, failure)


async def test_a_refund_made_in_the_console_is_found_by_the_name_it_came_with(
    gateway: Any, channel: Any, paid: Any, service: Any, notice: Any
) -> None:
    number = await paid()
    made = service.refund_in_console(number, 300)
    event = await gateway.parse_notification(channel(), notice())
    found = await gateway.query_refund(channel(), RefundRef("", gateway_refund=event.reference))
    assert found.gateway_refund == event.reference == made.number
    assert (found.state, found.money, found.out_trade_no) == ("succeeded", Money(300, "CNY"), number)


async def test_a_refund_that_was_never_sent_is_not_known(gateway: Any, channel: Any) -> None:
    assert await gateway.query_refund(channel(), RefundRef("RNEVER")) == RefundStatus("not_found")


@pytest.mark.parametrize(
    "change",
    [
        {"status": "SOMETHING"},
        {"out_refund_no": "R2"},
        {"amount": {"refund": 1.5}},
        {"amount": {"refund": -5}},
        {"amount": None},
    ],
)
async def test_an_answer_that_makes_no_sense_settles_nothing(
    gateway: Any, channel: Any, says: Any, change: dict[str, Any]
) -> None:
    says({"out_refund_no": "R1", "status": "SUCCESS", "amount": {"refund": 5}} | change)
    with pytest.raises(UnknownOutcome):
        await gateway.query_refund(channel(), RefundRef("R1"))


async def test_an_accepted_refund_of_another_sum_settles_nothing(
    gateway: Any, channel: Any, says: Any, wish: Any
) -> None:
    refund = wish("20261122N1", 500)
    says({"out_refund_no": refund.out_refund_no, "status": "PROCESSING", "amount": {"refund": 400}})
    with pytest.raises(UnknownOutcome):
        await gateway.refund(channel(), refund)


async def test_other_money_than_yuan_is_never_sent(
    gateway: Any, channel: Any, wish: Any, service: Any
) -> None:
    with pytest.raises(GatewayRejected):
        await gateway.refund(channel(), wish("20261122N1", 1, money=Money(1, "USD")))
    assert service.heard == []


async def test_a_refund_of_money_that_never_came_is_a_definite_no(
    gateway: Any, channel: Any, attempt: Any, wish: Any
) -> None:
    wanted = attempt()
    await gateway.create(channel(), wanted)
    with pytest.raises(GatewayRejected):
        await gateway.refund(channel(), wish(wanted.out_trade_no, 1))


async def test_an_answer_that_comes_late_is_not_believed(
    gateway: Any, channel: Any, paid: Any, wish: Any, service: Any
) -> None:
    number = await paid()
    service.answers_are_late = timedelta(minutes=5)
    with pytest.raises(UnknownOutcome):
        await gateway.refund(channel(), wish(number, 1))
