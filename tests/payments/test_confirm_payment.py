"""Money arrives at 星海点卡行: as promised, twice, late, short, or for nothing we know."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.delivery.reveal_codes import reveal_codes
from bodega_shop.orders.expire_orders import end_order, expire_orders
from bodega_shop.orders.retry_delivery import retry_delivery
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment


def claim(stand, order, *, minor=9980, currency="CNY", key="", txn="T1", channel=None) -> Claim:
    return Claim(
        channel or stand.channel_id,
        key or f"event-{txn}",
        f"{order.number}01",
        txn,
        Money(minor, currency),
        b"",
        "channel:epay",
    )


async def confirm(stand, what: Claim, now=None):
    return await confirm_payment(stand.shop, await stand.profile(), what, now=now or datetime.now(UTC))


async def test_money_as_promised_delivers_the_reserved_codes(stand):
    order = await stand.place(quantity=1)
    outcome = await confirm(stand, claim(stand, order))
    assert (outcome.word, outcome.accepted) == ("delivered", True)
    assert await stand.state(order.number) == "delivered"
    assert await stand.codes() == {"free": 2, "sold": 1}
    assert await stand.events(order.number) == ["placed", "paid", "delivered"]


async def test_five_equal_notifies_at_once_deliver_once(stand):
    order = await stand.place()
    outcomes = await asyncio.gather(*(confirm(stand, claim(stand, order)) for _ in range(5)))
    assert sorted(outcome.word for outcome in outcomes) == ["delivered", *["duplicate"] * 4]
    assert await stand.codes() == {"free": 2, "sold": 1}


async def test_two_different_events_at_once_deliver_once_and_both_are_written_down(stand):
    order = await stand.place()
    outcomes = await asyncio.gather(
        confirm(stand, claim(stand, order, txn="T1")), confirm(stand, claim(stand, order, txn="T2"))
    )
    assert sorted(outcome.word for outcome in outcomes) == ["delivered", "surplus"]
    assert await stand.codes() == {"free": 2, "sold": 1}
    assert "second_payment" in await stand.events(order.number)


@pytest.mark.parametrize("difference", [{"minor": 9979}, {"minor": 9981}, {"currency": "USD"}])
async def test_another_sum_delivers_nothing_and_waits_for_a_person(stand, difference):
    order = await stand.place()
    outcome = await confirm(stand, claim(stand, order, **difference))
    assert outcome.word == "needs_review"
    assert await stand.state(order.number) == "exception"
    assert await stand.codes() == {"free": 2, "reserved": 1}
    assert (await stand.payment(order.number))["state"] == "needs_review"


@pytest.mark.parametrize("end", ["expired", "cancelled"])
async def test_another_sum_for_an_order_that_has_ended_waits_for_a_person_too(stand, street, end):
    order = await stand.place()
    await end_order(street.runtime, stand.shop, order.id, end, actor="clock", now=datetime.now(UTC))
    assert (await confirm(stand, claim(stand, order, minor=5))).word == "needs_review"
    assert await stand.state(order.number) == "exception"
    assert await stand.codes() == {"free": 3}


async def test_a_person_can_deliver_an_order_that_was_set_aside(stand, street):
    order = await stand.place()
    await confirm(stand, claim(stand, order, minor=1))
    await retry_delivery(street.runtime, stand.shop, order.id, actor="Lin Wei", now=datetime.now(UTC))
    assert await stand.state(order.number) == "delivered"
    assert await stand.codes() == {"free": 2, "sold": 1}


async def test_a_number_of_another_shop_changes_nothing_here(stand, another_stand):
    yunting = await another_stand(name="云听会员店")
    order = await stand.place()
    outcome = await confirm(yunting, claim(yunting, order))
    assert (outcome.word, outcome.accepted) == ("unknown_order", False)
    assert await stand.state(order.number) == "pending"


async def test_a_number_of_another_channel_changes_nothing(stand):
    order = await stand.place()
    outcome = await confirm(stand, claim(stand, order, channel=new_id()))
    assert outcome.word == "unknown_order"
    assert await stand.state(order.number) == "pending"


async def test_late_money_is_delivered_while_the_shelf_holds_the_goods(stand, street):
    order = await stand.place()
    assert await end_order(
        street.runtime, stand.shop, order.id, "expired", actor="clock", now=datetime.now(UTC)
    )
    assert await stand.codes() == {"free": 3}
    assert (await confirm(stand, claim(stand, order))).word == "late"
    assert await stand.state(order.number) == "delivered"
    assert (await stand.payment(order.number))["late"] is True


async def test_late_money_for_sold_out_goods_waits_for_a_person_and_later_stock_mends_it(stand, street):
    order = await stand.place()
    await end_order(street.runtime, stand.shop, order.id, "expired", actor="clock", now=datetime.now(UTC))
    await stand.place(quantity=3, contact="other@example.com")
    assert (await confirm(stand, claim(stand, order))).word == "exception"
    assert await stand.state(order.number) == "exception"
    await stand.stock(1)
    await retry_delivery(street.runtime, stand.shop, order.id, actor="Mei", now=datetime.now(UTC))
    assert await stand.state(order.number) == "delivered"


async def test_a_shop_may_keep_late_money_for_a_person_to_decide(stand, street):
    await stand.set(accept_late=False)
    order = await stand.place()
    await end_order(street.runtime, stand.shop, order.id, "cancelled", actor="buyer", now=datetime.now(UTC))
    assert (await confirm(stand, claim(stand, order))).word == "exception"
    assert await stand.codes() == {"free": 3}


async def test_expiry_and_payment_at_the_same_moment_never_lose_the_money(stand, street):
    now = datetime.now(UTC)
    await stand.set(unpaid_per_contact=0)
    await stand.stock(10)
    orders = [await stand.place() for _ in range(10)]

    async def expire(order):
        return await end_order(street.runtime, stand.shop, order.id, "expired", actor="clock", now=now)

    async def pay(order):
        return await confirm(stand, claim(stand, order, key=f"k{order.number}"))

    await asyncio.gather(*(deed(order) for order in orders for deed in (expire, pay)))
    assert {await stand.state(order.number) for order in orders} == {"delivered"}
    assert (await stand.codes())["sold"] == 10


async def test_orders_expire_when_their_time_is_up_and_give_their_codes_back(stand, street):
    order = await stand.place()
    later = datetime.now(UTC) + timedelta(minutes=16)
    assert await expire_orders(street.runtime, stand.shop, now=later) == 1
    assert await stand.state(order.number) == "expired"
    assert await stand.codes() == {"free": 3}


async def test_codes_are_opened_with_a_record_and_only_when_delivered(stand):
    order = await stand.place(quantity=2)
    now = datetime.now(UTC)
    arguments = {"quantity": 2, "actor": "buyer", "via": "first_view", "address": "198.51.100.4", "now": now}
    with pytest.raises(Exception, match="not there yet"):
        await reveal_codes(stand.shop, order.id, **arguments)
    await confirm(stand, claim(stand, order, minor=19960))
    codes = await reveal_codes(stand.shop, order.id, **arguments)
    assert len({code.secret for code in codes}) == 2
    async with shop_scope(stand.shop) as scope:
        assert await scope.fetchval("select count(*) from reveal where purchase_id = $1", order.id) == 2
