"""The balance pays: a whole order at once, a part of one, never more than is there, however many ask at a time."""

import asyncio

import pytest

from bodega.kernel.errors import BodegaError, InvalidInput
from bodega_shop.orders.expire_orders import end_order

PRICE = 9_980


async def test_an_order_that_the_balance_pays_whole_is_delivered_at_once(purse):
    await purse.steps((10_000, 1_000))
    await purse.paid_in(10_000)
    order = await purse.buy()
    assert (order.state, order.out_trade_no) == ("delivered", "")
    assert await purse.stand.events(order.number) == ["placed", "paid_from_balance", "delivered"]
    principal, bonus = await purse.agree()
    assert principal + bonus == 11_000 - PRICE
    assert (principal, bonus) == (927, 93), "principal and bonus are spent in proportion"


async def test_a_part_from_the_balance_leaves_the_rest_to_the_channel(purse):
    await purse.paid_in(4_000)
    order = await purse.buy()
    assert (order.state, order.to_pay.minor) == ("pending", PRICE - 4_000)
    assert await purse.agree() == (0, 0), "what is promised to an order cannot be spent on another"
    await purse.pay(order.number, PRICE - 4_000)
    assert await purse.stand.state(order.number) == "delivered"
    assert await purse.agree() == (0, 0)


async def test_an_order_that_is_not_paid_gives_the_balance_back(purse):
    await purse.steps((4_000, 100))
    await purse.paid_in(4_000)
    order = await purse.buy()
    stand = purse.stand
    for _ in range(2):
        await end_order(stand.street.runtime, stand.shop, order.id, "expired", actor="clock", now=purse.now)
    assert await purse.agree() == (4_000, 100)


async def test_a_balance_that_is_not_asked_for_is_left_alone(purse):
    await purse.paid_in(20_000)
    order = await purse.buy(use_balance=False)
    assert order.to_pay.minor == PRICE
    assert await purse.agree() == (20_000, 0)


async def test_a_rest_needs_a_channel_and_without_one_nothing_is_taken(purse):
    await purse.paid_in(4_000)
    with pytest.raises(InvalidInput, match="how to pay"):
        await purse.buy(channel="")
    assert await purse.agree() == (4_000, 0)


async def test_many_orders_at_once_spend_the_balance_once(purse):
    """Hole: a balance below zero by orders that read it at the same moment."""
    await purse.stand.stock(20)
    await purse.paid_in(3 * PRICE)

    async def try_one() -> str:
        try:
            return (await purse.buy(channel="")).state
        except BodegaError as error:
            return error.kind

    outcomes = await asyncio.gather(*[try_one() for _ in range(12)])
    assert outcomes.count("delivered") == 3
    assert await purse.agree() == (0, 0)
