"""An order that waits too long gets its money back by itself, where that is safe."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bodega.kernel.database import shop_scope
from bodega_shop.orders.states import REFUNDED
from bodega_shop.refunds.read_desk import read_desk


async def age(counter, order, minutes):
    async with shop_scope(counter.shop) as scope:
        moment = datetime.now(UTC) - timedelta(minutes=minutes)
        await scope.execute("update purchase set paid_at = $2 where id = $1", order.id, moment)


async def test_to_the_source_where_the_bank_pays_once_for_each_number(counter):
    await counter.stand.set(auto_refund_minutes=30)
    order = await counter.waiting()
    await counter.work()
    assert (await counter.order(order))["state"] == "exception", "its time is not up"
    await age(counter, order, 31)
    await counter.work(hours=2)
    await counter.stand.stock(0)
    await run(counter)
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED
    assert counter.bank.given_back() == 9980
    assert (await counter.refunds(order))[0]["cause"] == "automatic"


async def run(counter):
    from bodega_shop.refunds.refund_exceptions import refund_exceptions  # noqa: PLC0415 - what the job runs

    await refund_exceptions(counter.runtime, counter.shop, {})


async def test_to_the_balance_where_the_bank_might_pay_twice(counter):
    await counter.can(idempotent=False)
    await counter.stand.set(auto_refund_minutes=30)
    customer = await counter.customer()
    order = await counter.place_with_balance(customer)
    await counter.pay(order, minor=5000)
    await age(counter, order, 31)
    await run(counter)
    assert (await counter.order(order))["state"] == REFUNDED
    assert await counter.wallet(customer) == (5000, 0)
    assert counter.bank.heard == []


@pytest.mark.parametrize("abilities", [{"idempotent": False}, {"refund": "none"}])
async def test_it_stays_on_the_desk_where_neither_is_there_and_says_so_once(counter, abilities):
    await counter.can(**abilities)
    await counter.stand.set(auto_refund_minutes=30)
    order = await counter.waiting()
    await age(counter, order, 31)
    for _ in range(2):
        await run(counter)
    assert (await counter.order(order))["state"] == "exception"
    assert (await counter.stand.events(order.number)).count("left_on_desk") == 1


async def test_a_shop_that_set_no_time_waits_for_ever(counter):
    order = await counter.waiting()
    await age(counter, order, 100_000)
    await run(counter)
    assert await counter.refunds(order) == []


async def test_money_in_another_currency_goes_back_by_itself_too(counter):
    await counter.stand.set(auto_refund_minutes=30)
    order = await counter.stand.place()
    await counter.pay(order, minor=1500, currency="USD")
    await age(counter, order, 31)
    await run(counter)
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED
    assert await counter.balances() == {}


async def paid_twice(counter, order, *, minutes):
    """Chen Hao paid an order that was paid already, so long ago."""
    assert (await counter.pay(order, txn="T2")).word == "surplus"
    async with shop_scope(counter.shop) as scope:
        moment = datetime.now(UTC) - timedelta(minutes=minutes)
        await scope.execute(
            "update payment set paid_at = $2 where purchase_id = $1 and state = 'surplus'", order.id, moment
        )


async def test_a_second_payment_goes_back_to_its_source_when_its_time_is_up(counter):
    await counter.stand.set(auto_refund_minutes=30)
    order = await counter.sold()
    await paid_twice(counter, order, minutes=29)
    await run(counter)
    assert await counter.refunds(order) == [], "its time is not up"
    await counter.work(hours=0)
    await age_surplus(counter, order)
    await counter.work()
    [row] = await counter.refunds(order)
    assert (row["cause"], row["target"], row["state"], row["amount"]) == (
        "surplus",
        "source",
        "succeeded",
        9980,
    )
    assert (await counter.order(order))["state"] == "delivered"
    assert await counter.balances() == {"clearing": 9980, "sales": -9980}
    assert counter.bank.given_back() == 9980


async def age_surplus(counter, order):
    async with shop_scope(counter.shop) as scope:
        moment = datetime.now(UTC) - timedelta(minutes=31)
        await scope.execute("update payment set paid_at = $2 where purchase_id = $1", order.id, moment)


async def test_late_money_for_an_order_that_was_given_back_goes_back_too(counter):
    await counter.stand.set(auto_refund_minutes=30)
    order = await counter.waiting()
    await counter.refund(order, 9980)
    await counter.work(hours=0)
    assert (await counter.order(order))["state"] == REFUNDED
    await paid_twice(counter, order, minutes=31)
    await run(counter)
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED
    assert counter.bank.given_back() == 2 * 9980
    assert await counter.balances() == {}


async def test_a_second_payment_goes_to_the_balance_where_the_bank_might_pay_twice(counter):
    await counter.can(idempotent=False)
    await counter.stand.set(auto_refund_minutes=30)
    customer = await counter.customer()
    order = await counter.place_with_balance(customer)
    await counter.pay(order)
    await paid_twice(counter, order, minutes=31)
    await run(counter)
    assert await counter.wallet(customer) == (9980, 0)
    assert (await counter.order(order))["state"] == "delivered"
    assert counter.bank.heard == []


@pytest.mark.parametrize("abilities", [{"idempotent": False}, {"refund": "none"}])
async def test_a_second_payment_stays_on_the_desk_where_neither_is_there(counter, abilities):
    await counter.can(**abilities)
    await counter.stand.set(auto_refund_minutes=30)
    order = await counter.sold()
    await paid_twice(counter, order, minutes=31)
    for _ in range(2):
        await run(counter)
    assert await counter.refunds(order) == []
    assert (await counter.stand.events(order.number)).count("surplus_left") == 1
    desk = await read_desk(counter.shop, now=datetime.now(UTC))
    assert [row["left_over"] for row in desk.aside] == [True]


async def test_an_order_that_waits_and_was_paid_twice_gets_both_back(counter):
    await counter.stand.set(auto_refund_minutes=30)
    order = await counter.waiting()
    await paid_twice(counter, order, minutes=31)
    await run(counter)
    [row] = await counter.refunds(order)
    assert (row["cause"], row["state"]) == ("surplus", "created"), "it does not keep the order waiting"
    await age(counter, order, 31)
    await run(counter)
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED
    assert sorted(row["cause"] for row in await counter.refunds(order)) == ["automatic", "surplus"]
    assert await counter.balances() == {}


async def test_two_looks_at_once_give_a_second_payment_back_once(counter):
    await counter.stand.set(auto_refund_minutes=30)
    order = await counter.sold()
    await paid_twice(counter, order, minutes=31)
    await asyncio.gather(*(run(counter) for _ in range(3)))
    await counter.work()
    assert len(await counter.refunds(order)) == 1
    assert "surplus_left" not in await counter.stand.events(order.number)
