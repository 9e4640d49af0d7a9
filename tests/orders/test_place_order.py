"""Chen Hao orders a code at 星海点卡行."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import (
    Conflict,
    DifferentRequest,
    InvalidInput,
    NotFound,
    OutOfStock,
    ShopClosed,
    TooManyRequests,
)
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money


async def test_an_order_reserves_its_codes_and_promises_a_payment(stand):
    order = await stand.place(quantity=2)
    assert (order.state, order.total) == ("pending", Money(19960, "CNY"))
    assert await stand.codes() == {"free": 1, "reserved": 2}
    payment = await stand.payment(order.number)
    assert (payment["amount"], payment["currency"], payment["state"]) == (19960, "CNY", "created")
    assert await stand.events(order.number) == ["placed"]


async def test_the_same_key_brings_back_the_same_order(stand):
    first = await stand.place(key="k-1")
    again = await stand.place(key="k-1")
    assert (again.number, again.token, again.repeated) == (first.number, first.token, True)
    assert await stand.codes() == {"free": 2, "reserved": 1}


async def test_the_same_key_with_another_body_is_refused(stand):
    await stand.place(key="k-1")
    with pytest.raises(DifferentRequest):
        await stand.place(key="k-1", quantity=2)


async def test_two_requests_with_one_key_at_the_same_time_are_one_order(stand):
    await stand.set(unpaid_per_contact=0)
    orders = await asyncio.gather(*(stand.place(key="k-2") for _ in range(5)))
    assert len({order.number for order in orders}) == 1
    assert await stand.codes() == {"free": 2, "reserved": 1}


async def test_more_than_the_shelf_holds_is_refused_and_reserves_nothing(stand):
    with pytest.raises(OutOfStock):
        await stand.place(quantity=4)
    assert await stand.codes() == {"free": 3}


async def test_many_buyers_never_share_a_code(stand):
    await stand.set(unpaid_per_contact=0)
    results = await asyncio.gather(
        *(stand.place(contact=f"buyer{n}@example.com") for n in range(20)), return_exceptions=True
    )
    placed = [one for one in results if not isinstance(one, BaseException)]
    assert len(placed) == 3
    assert {type(one) for one in results if isinstance(one, BaseException)} == {OutOfStock}
    assert await stand.codes() == {"reserved": 3}


async def test_a_contact_cannot_hold_more_than_three_unpaid_orders_even_at_once(stand):
    await stand.stock(20)
    results = await asyncio.gather(*(stand.place() for _ in range(8)), return_exceptions=True)
    assert sum(not isinstance(one, BaseException) for one in results) == 3
    assert {type(one) for one in results if isinstance(one, BaseException)} == {TooManyRequests}


async def test_an_address_cannot_lock_up_the_stock(stand):
    await stand.stock(20)
    results = await asyncio.gather(
        *(stand.place(contact=f"b{n}@example.com", limit=5) for n in range(9)), return_exceptions=True
    )
    assert sum(not isinstance(one, BaseException) for one in results) == 5


async def test_a_quantity_out_of_range_names_the_field(stand):
    with pytest.raises(InvalidInput) as caught:
        await stand.place(quantity=6)
    assert caught.value.field == "quantity"


async def test_an_unknown_channel_names_the_field(stand):
    with pytest.raises(InvalidInput) as caught:
        await stand.place(channel="bank")
    assert caught.value.field == "channel"


async def test_a_good_that_is_not_on_sale_cannot_be_ordered(stand):
    stand.sku_id = new_id()
    with pytest.raises(NotFound):
        await stand.place()


async def test_a_frozen_shop_takes_no_new_orders(stand):
    stand.shop = replace(stand.shop, state="frozen")
    with pytest.raises(ShopClosed):
        await stand.place()


async def test_an_order_of_nothing_is_delivered_at_once(free_stand):
    order = await free_stand.place(channel="")
    assert (order.state, order.out_trade_no) == ("delivered", "")
    assert await free_stand.codes() == {"free": 2, "sold": 1}
    assert await free_stand.events(order.number) == ["placed", "nothing_to_pay", "delivered"]


async def test_a_code_that_has_expired_is_not_sold(stand):
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update code set expires_on = $1", datetime.now(UTC).date())
    with pytest.raises(Conflict):
        await stand.place()
