"""Messages of a payment service come in any order, again, and long after: the first of each counts, and no other changes anything."""

import asyncio
from datetime import UTC, datetime
from itertools import permutations

import pytest

from bodega.kernel.money import Money
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.payments.start_attempt import start_attempt
from bodega_shop.refunds.begin_refund import begin_refund
from bodega_shop.refunds.plan_refund import RefundWish


@pytest.fixture
async def two_attempts(till, stand):
    """Chen Hao began to pay twice, and paid both times; what the service has to say of it, signed."""
    order = await stand.place()
    await start_attempt(stand.street.runtime, stand.shop, order.id, "epay", now=datetime.now(UTC))
    first = till.notify(order.number)
    second = till.notify(order.number, out_trade_no=f"{order.number}02", trade_no=f"Q{order.number}")
    waiting = till.notify(order.number, trade_status="WAIT_BUYER_PAY")
    return order, [first, second, waiting]


@pytest.mark.parametrize("places", list(permutations(range(3))))
async def test_whatever_is_heard_first_one_payment_delivers_and_the_other_waits_to_be_given_back(
    till, stand, two_attempts, places
):
    order, messages = two_attempts
    for place in places:
        assert (await till.send(messages[place])).text == "success"
    await one_delivery_and_one_surplus(till, stand, order)


async def test_all_of_them_at_once_and_three_times_each_end_the_same(till, stand, two_attempts):
    order, messages = two_attempts
    answers = await asyncio.gather(*(till.send(message) for message in messages * 3))
    assert {answer.text for answer in answers} == {"success"}
    await one_delivery_and_one_surplus(till, stand, order)


async def one_delivery_and_one_surplus(till, stand, order):
    assert await stand.state(order.number) == "delivered"
    assert await stand.codes() == {"free": 2, "sold": 1}
    assert sorted(await till.outcomes()) == ["applied", "ignored", "surplus"]
    assert await audit_shop(stand.shop) == []


async def test_a_message_that_is_sent_again_after_the_money_went_back_delivers_nothing(till, stand):
    order = await stand.place()
    message = till.notify(order.number)
    await till.send(message)
    wish = RefundWish(order.id, Money(9980, "CNY"), "hand", "退款")
    await begin_refund(stand.street.runtime, stand.shop, wish, actor="Mei", now=datetime.now(UTC))
    assert await stand.state(order.number) == "refunded"
    told = await stand.events(order.number)

    for fields in (message, {**message, "param": ""}):
        assert (await till.send(fields)).text == "success"

    assert await stand.state(order.number) == "refunded"
    assert await stand.events(order.number) == told
    assert await audit_shop(stand.shop) == []
