"""Messages of the payment service reach 星海点卡行: right ones deliver once, wrong ones change nothing."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega_shop.orders.tend_orders import tend_orders


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_right_notify_delivers_and_is_answered_success(till, stand, method):
    order = await stand.place()
    answer = await till.send(till.notify(order.number), method=method)
    assert (answer.status_code, answer.text) == (200, "success")
    assert await stand.state(order.number) == "delivered"


async def test_the_same_notify_five_times_at_once_delivers_once_and_is_always_answered_success(till, stand):
    order = await stand.place()
    answers = await asyncio.gather(*(till.send(till.notify(order.number)) for _ in range(5)))
    assert {answer.text for answer in answers} == {"success"}
    assert await stand.codes() == {"free": 2, "sold": 1}
    assert await till.outcomes() == ["applied"]


async def test_a_notify_with_a_wrong_signature_is_refused_and_nothing_is_stored(till, stand):
    order = await stand.place()
    fields = till.notify(order.number)
    answer = await till.send({**fields, "money": "0.01"})
    assert answer.status_code == 400
    assert "success" not in answer.text
    assert await stand.state(order.number) == "pending"
    assert await till.outcomes() == []


async def test_callback_without_status_check_another_status_delivers_nothing(till, stand):
    order = await stand.place()
    await till.send(till.notify(order.number, trade_status="WAIT_BUYER_PAY"))
    assert await stand.state(order.number) == "pending"


async def test_callback_without_merchant_check_another_merchants_number_delivers_nothing(till, stand):
    order = await stand.place()
    answer = await till.send(till.notify(order.number, pid="999"))
    assert answer.text != "success"
    assert await stand.state(order.number) == "pending"
    assert await till.outcomes() == ["other_merchant"]


async def test_callback_without_amount_check_a_smaller_sum_waits_for_a_person(till, stand):
    order = await stand.place()
    answer = await till.send(till.notify(order.number, money="9.98"))
    assert answer.text == "success"
    assert await stand.state(order.number) == "exception"
    assert await stand.codes() == {"free": 2, "reserved": 1}


@pytest.mark.parametrize("money", ["99.8", "99.80"])
async def test_the_same_sum_written_otherwise_is_the_same_sum(till, stand, money):
    order = await stand.place()
    await till.send(till.notify(order.number, money=money))
    assert await stand.state(order.number) == "delivered"


@pytest.mark.parametrize("money", ["1e2", "NaN", "-99.80", "99.801", "", "九十九"])
async def test_a_sum_that_is_no_sum_delivers_nothing(till, stand, money):
    order = await stand.place()
    await till.send(till.notify(order.number, money=money))
    assert await stand.state(order.number) != "delivered"


async def test_callback_not_bound_to_its_connection_another_shops_key_opens_nothing(
    till, stand, another_stand
):
    yunting = await another_stand(name="云听会员店")
    order = await yunting.place()
    answer = await till.send(till.notify(order.number))
    assert answer.text != "success"
    assert await yunting.state(order.number) == "pending"
    assert await till.outcomes() == ["unknown_order"]


async def test_an_unknown_channel_is_not_found(till, stand, street):
    async with street.client(stand.shop) as service:
        assert (await service.get(f"/pay/notify/{new_id()}")).status_code == 404


async def test_a_channel_without_a_key_believes_nobody(till, stand):
    order = await stand.place()
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update channel set settings = settings - 'key'")
    await stand.street.runtime.directory.announce_change(stand.shop.id)
    till.key = ""
    answer = await till.send(till.notify(order.number))
    assert answer.status_code >= 400
    assert await stand.state(order.number) == "pending"


async def test_money_for_a_frozen_shop_still_arrives_and_delivers(till, stand, street):
    order = await stand.place()
    async with platform_scope() as scope:
        await scope.execute("update shop set state = 'frozen' where id = $1", stand.shop.id)
    await street.runtime.directory.announce_change(stand.shop.id)
    assert (await till.send(till.notify(order.number))).text == "success"
    assert await stand.state(order.number) == "delivered"


async def test_a_switched_off_channel_still_takes_money_in_flight(till, stand):
    order = await stand.place()
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update channel set enabled = false")
    await stand.street.runtime.directory.announce_change(stand.shop.id)
    assert (await till.send(till.notify(order.number))).text == "success"


async def test_a_body_that_is_too_large_is_refused(till, stand, street):
    async with street.client(stand.shop) as service:
        answer = await service.post(f"/pay/notify/{stand.channel_id}", content=b"x" * 70_000)
    assert answer.status_code == 413


async def test_lost_callback_the_payment_is_found_by_asking(till, stand, street):
    order = await stand.place()
    await till.practice.press(await till.pay_url(order), "never-notify")
    assert await stand.state(order.number) == "pending"
    street.runtime.clock = Later(timedelta(minutes=1))
    try:
        await tend_orders(street.runtime, stand.shop, {})
    finally:
        street.runtime.clock = Later(timedelta())
    assert await stand.state(order.number) == "delivered"


async def test_an_order_nobody_pays_expires_after_the_service_was_asked_once_more(till, stand, street):
    order = await stand.place()
    street.runtime.clock = Later(timedelta(minutes=16))
    try:
        await tend_orders(street.runtime, stand.shop, {})
    finally:
        street.runtime.clock = Later(timedelta())
    assert await stand.state(order.number) == "expired"
    assert await stand.codes() == {"free": 3}


async def test_every_unpaid_order_leaves_a_job_that_looks_after_it(till, stand, street):
    await stand.place()
    rows = await street.owner_pool.fetch(
        "select entrypoint, shop from queue.pgqueuer where shop = $1", stand.shop.schema
    )
    assert [(row["entrypoint"], row["shop"]) for row in rows] == [("orders.tend", stand.shop.schema)]


async def test_a_shop_cannot_put_a_job_into_another_shops_name(stand, another_stand):
    yunting = await another_stand(name="云听会员店")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with shop_scope(stand.shop) as scope:
            await scope.execute(
                "insert into queue.pgqueuer (priority, entrypoint, payload, execute_after, headers, status, shop)"
                " values (0, 'orders.tend', '{}', now(), '{}', 'queued', $1)",
                yunting.shop.schema,
            )


class Later:
    """A clock that is ahead."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead
