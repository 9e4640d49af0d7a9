"""Lin Wei gives money back: whole, in parts, to the source or the balance, and never more than came."""

import asyncio

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError, InvalidInput, Refused
from bodega.kernel.money import Money
from bodega_shop.orders.retry_delivery import retry_delivery
from bodega_shop.orders.states import REFUNDED


async def test_the_whole_sum_goes_back_to_its_source_and_the_order_is_refunded(counter):
    order = await counter.sold()
    [number] = await counter.refund(order, 9980)
    assert (await counter.row(number))["state"] == "created"
    await counter.check_books()
    await counter.work()
    row = await counter.row(number)
    assert (row["state"], row["gateway_refund"], row["sends"]) == ("succeeded", "B0", 1)
    assert counter.bank.given_back() == 9980
    assert (await counter.order(order))["state"] == REFUNDED
    assert await counter.balances() == {"sales": -9980, "refunds": 9980}
    assert await counter.stand.events(order.number) == [
        "placed", "paid", "delivered", "refund_begun", "refund_done", "refunded",
    ]  # fmt: skip


async def test_a_part_goes_back_and_the_order_stays_delivered(counter):
    order = await counter.sold()
    await counter.refund(order, 3000)
    await counter.work()
    assert (await counter.order(order))["state"] == "delivered"
    assert (await counter.order(order))["refunded"] == 3000
    await counter.refund(order, 6980)
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED


async def test_ten_refunds_of_thirty_percent_at_once_give_exactly_three_back(counter):
    order = await counter.sold()

    async def try_one():
        try:
            return await counter.refund(order, 2994)
        except InvalidInput as error:
            return error

    outcomes = await asyncio.gather(*(try_one() for _ in range(10)))
    await counter.work()
    assert sum(isinstance(outcome, list) for outcome in outcomes) == 3
    assert counter.bank.given_back() == 3 * 2994
    assert {
        str(outcome.params["left"].minor) for outcome in outcomes if isinstance(outcome, BodegaError)
    } == {"998"}


async def test_the_database_itself_refuses_more_than_came(counter):
    order = await counter.sold()
    with pytest.raises(Exception, match="gives_back_what_it_got"):
        async with shop_scope(counter.shop) as scope:
            await scope.execute("update purchase set refunded = 9981 where id = $1", order.id)


@pytest.mark.parametrize("minor", [0, -5, 9981])
async def test_a_sum_that_is_not_there_is_refused_beside_its_field(counter, minor):
    order = await counter.sold()
    with pytest.raises(InvalidInput) as refused:
        await counter.refund(order, minor)
    assert refused.value.field == "amount"


async def test_what_a_service_does_not_do_is_said_before_anything_is_written(counter):
    order = await counter.sold()
    for abilities, minor in (
        ({"refund": "none"}, 9980), ({"refund": "whole"}, 100), ({"days": 1}, 100), ({"times": 1}, 100),
    ):  # fmt: skip
        await counter.can(**abilities)
        if "days" in abilities:
            async with shop_scope(counter.shop) as scope:
                await scope.execute("update payment set paid_at = paid_at - interval '2 days'")
        if "times" in abilities:
            await counter.refund(order, 50)
        with pytest.raises(Refused):
            await counter.refund(order, minor)
    assert len(await counter.refunds(order)) == 1


async def test_money_that_was_sent_back_by_hand_is_recorded_at_once(counter):
    await counter.can(refund="none")
    order = await counter.waiting()
    await counter.refund(order, 9980, "hand")
    assert (await counter.order(order))["state"] == REFUNDED
    assert await counter.balances() == {}
    assert counter.bank.heard == []


async def test_what_is_held_goes_back_and_the_reserved_codes_with_it(counter):
    order = await counter.stand.place()
    await counter.pay(order, minor=5000)
    assert (await counter.stand.codes())["reserved"] == 1
    await counter.refund(order, 5000)
    assert (await counter.stand.codes())["reserved"] == 1
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED
    assert await counter.stand.codes() == {"free": 3}
    assert await counter.balances() == {}


async def test_an_order_whose_money_is_on_its_way_back_is_not_delivered_as_well(counter):
    order = await counter.waiting()
    await counter.refund(order, 9980)
    await counter.stand.stock(3)
    with pytest.raises(Refused):
        await retry_delivery(
            counter.runtime, counter.shop, order.id, actor="Mei", now=counter.runtime.clock.now()
        )


async def test_not_even_a_part_is_on_its_way_when_the_goods_are_handed_over(counter):
    order = await counter.waiting()
    await counter.refund(order, 1000)
    await counter.stand.stock(3)

    async def retry():
        await retry_delivery(
            counter.runtime, counter.shop, order.id, actor="Mei", now=counter.runtime.clock.now()
        )

    with pytest.raises(Refused):
        await retry()
    assert (await counter.order(order))["state"] == "exception"
    await counter.work()
    await retry()
    assert (await counter.order(order))["state"] == "delivered"


async def test_a_part_given_back_before_the_goods_are_found_leaves_the_rest_earned(counter):
    order = await counter.waiting()
    await counter.refund(order, 1000)
    await counter.work()
    await counter.stand.stock(1)
    await retry_delivery(
        counter.runtime, counter.shop, order.id, actor="Mei", now=counter.runtime.clock.now()
    )
    assert await counter.balances() == {"clearing": 8980, "sales": -8980}


async def test_a_second_payment_goes_back_and_the_order_keeps_its_goods(counter):
    order = await counter.sold()
    assert (await counter.pay(order, txn="T2")).word == "surplus"
    async with shop_scope(counter.shop) as scope:
        surplus = await scope.fetchval("select id from payment where state = 'surplus'")
    assert (await counter.balances())["surplus"] == -9980
    await counter.refund(order, 9980, payment_id=surplus, cause="surplus")
    await counter.work()
    assert (await counter.order(order))["state"] == "delivered"
    assert (await counter.order(order))["refunded"] == 0
    assert await counter.balances() == {"clearing": 9980, "sales": -9980}


async def test_money_in_another_currency_goes_back_in_it(counter):
    order = await counter.stand.place()
    assert (await counter.pay(order, minor=1500, currency="USD")).word == "needs_review"
    async with shop_scope(counter.shop) as scope:
        payment = await scope.fetchval("select id from payment where state = 'needs_review'")
    with pytest.raises(InvalidInput):
        await counter.refund(order, 1500)
    await counter.refund(order, 1500, currency="USD", payment_id=payment)
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED
    assert counter.bank.refunds[f"{order.number}R01"]["currency"] == "USD"
    assert await counter.balances() == {}
    assert await counter.stand.codes() == {"free": 3}


async def test_a_customer_may_have_it_on_the_balance(counter):
    customer = await counter.customer()
    order = await counter.place_with_balance(customer)
    await counter.pay(order)
    await counter.refund(order, 4000, "wallet")
    assert await counter.wallet(customer) == (4000, 0)
    await counter.refund(order, 5980, "wallet")
    assert (await counter.order(order))["state"] == REFUNDED
    assert counter.bank.heard == []


async def test_a_buyer_without_an_account_has_no_balance(counter):
    order = await counter.sold()
    with pytest.raises(Refused):
        await counter.refund(order, 100, "wallet")


async def test_what_the_balance_paid_goes_back_in_the_proportion_in_which_it_was_spent(counter):
    customer = await counter.customer(3001, 1000)
    order = await counter.place_with_balance(customer)
    assert order.to_pay == Money(5979, "CNY")
    assert (await counter.pay(order)).word == "delivered"
    assert await counter.wallet(customer) == (0, 0)
    numbers = await counter.refund(order, 6000)
    assert len(numbers) == 2
    for minor in (1, 7, 972):
        await counter.refund(order, minor)
    await counter.work()
    assert counter.bank.given_back() == 5979
    assert sum(await counter.wallet(customer)) == 1001
    await counter.refund(order, 3000)
    assert await counter.wallet(customer) == (3001, 1000)
    assert (await counter.order(order))["state"] == REFUNDED


async def test_the_buyers_surcharge_goes_back_too_and_held_money_is_never_overdrawn(counter):
    async with shop_scope(counter.shop) as scope:
        await scope.execute("update channel set fee_points = 200, fee_by = 'buyer'")
    await counter.runtime.directory.announce_change(counter.shop.id)
    order = await counter.waiting()
    assert order.to_pay == Money(10180, "CNY")
    await counter.refund(order, 10180)
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED
    assert await counter.balances() == {"surcharge": -200, "refunds": 200}


async def test_the_platforms_commission_comes_back_in_proportion_and_adds_up(counter):
    async with shop_scope(counter.shop) as scope:
        await scope.execute("update channel set commission_points = 333")
    await counter.runtime.directory.announce_change(counter.shop.id)
    order = await counter.sold()
    assert (await counter.balances())["commission"] == 332
    for minor in (3333, 3333, 3314):
        await counter.refund(order, minor)
    await counter.work()
    assert "commission" not in await counter.balances()
    assert all(refund["fee_back"] for refund in counter.bank.refunds.values())
