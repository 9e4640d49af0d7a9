"""The service is silent, slow, or changes its mind: one number, one refund, and nothing is guessed."""

import asyncio
from datetime import timedelta

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import Refused
from bodega_shop.orders.states import REFUNDED
from bodega_shop.refunds.plan_query import pause_after
from bodega_shop.refunds.send_refund import send_refund


async def test_an_answer_that_was_lost_is_asked_for_and_the_money_goes_back_once(counter):
    order = await counter.sold()
    counter.bank.mishaps = ["silent"]
    [number] = await counter.refund(order, 9980)
    await counter.work(hours=0)
    assert (await counter.row(number))["state"] == "unknown"
    await counter.work()
    assert (await counter.row(number))["state"] == "succeeded"
    assert [line for line in counter.bank.heard if line.startswith("POST")] == [f"POST /refunds/{number}"]
    assert (await counter.order(order))["state"] == REFUNDED


async def test_what_the_service_never_heard_of_is_sent_again_under_the_same_number(counter):
    order = await counter.sold()
    counter.bank.mishaps = ["unread"]
    [number] = await counter.refund(order, 5000)
    await counter.work()
    assert (await counter.row(number))["sends"] == 2
    assert list(counter.bank.refunds) == [number]
    assert counter.bank.given_back() == 5000


async def test_a_service_that_might_pay_twice_is_not_asked_twice(counter):
    await counter.can(idempotent=False)
    order = await counter.sold()
    counter.bank.mishaps = ["unread"]
    [number] = await counter.refund(order, 5000)
    await counter.work()
    row = await counter.row(number)
    assert (row["state"], row["failure"], row["query_at"], row["sends"]) == ("unknown", "not_found", None, 1)
    assert (await counter.order(order))["refunded"] == 5000, "what may be gone is not given back another time"


async def test_a_service_that_cannot_be_asked_leaves_it_to_a_person(counter):
    await counter.can(idempotent=False, askable=False)
    order = await counter.sold()
    counter.bank.mishaps = ["silent"]
    [number] = await counter.refund(order, 5000)
    await counter.work()
    row = await counter.row(number)
    assert (row["state"], row["failure"]) == ("unknown", "not_askable")


async def test_a_job_that_runs_again_after_a_crash_sends_nothing_twice(counter):
    await counter.can(idempotent=False)
    order = await counter.sold()
    [number] = await counter.refund(order, 5000)
    job = {"refund": str((await counter.row(number))["id"])}
    for _ in range(3):
        await send_refund(counter.runtime, counter.shop, job)
    assert counter.bank.given_back() == 5000


async def test_a_crash_between_the_claim_and_the_call_is_found_by_the_question(counter):
    order = await counter.sold()
    [number] = await counter.refund(order, 5000)
    async with shop_scope(counter.shop) as scope:
        await scope.execute("update refund set state = 'unknown', sends = 1 where number = $1", number)
        await scope.execute("select 1")
    await counter.work()
    assert counter.bank.heard == [], "the job that would have sent it finds it claimed"
    from bodega_shop.refunds.query_refund import query_refund  # noqa: PLC0415 - what the planned question would run

    await query_refund(counter.runtime, counter.shop, {"refund": str((await counter.row(number))["id"])})
    assert (await counter.row(number))["state"] == "succeeded"
    assert counter.bank.given_back() == 5000


async def test_a_busy_service_is_asked_later_under_the_same_number(counter):
    order = await counter.sold()
    counter.bank.mishaps = ["busy", "busy"]
    [number] = await counter.refund(order, 5000)
    await counter.work(hours=0)
    assert (await counter.row(number))["state"] == "created"
    await counter.work()
    assert (await counter.row(number))["state"] == "succeeded"
    assert counter.bank.given_back() == 5000


async def test_a_refund_that_is_refused_gives_its_room_back(counter):
    order = await counter.sold()
    counter.bank.mishaps = ["no"]
    [number] = await counter.refund(order, 9980)
    await counter.work()
    row = await counter.row(number)
    assert (row["state"], row["failure"]) == ("failed", "gateway-rejected")
    assert (await counter.order(order))["refunded"] == 0
    assert await counter.balances() == {"clearing": 9980, "sales": -9980}
    await counter.refund(order, 9980)
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED


async def test_an_accepted_refund_is_only_believed_when_it_is_done(counter):
    order = await counter.sold()
    counter.bank.says = "pending"
    [number] = await counter.refund(order, 9980)
    await counter.work(hours=0)
    assert (await counter.row(number))["state"] == "pending"
    assert (await counter.order(order))["state"] == "delivered"
    counter.bank.refunds[number]["state"] = "succeeded"
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED


async def test_another_sum_than_ours_is_for_a_person_to_look_at(counter):
    order = await counter.sold()
    counter.bank.says = "pending"
    [number] = await counter.refund(order, 9980)
    await counter.work(hours=0)
    counter.bank.refunds[number].update(state="succeeded", minor=1)
    await counter.work()
    row = await counter.row(number)
    assert (row["state"], row["failure"], row["query_at"]) == ("unknown", "amount_differs", None)


async def test_a_success_that_is_told_five_times_at_once_is_written_down_once(counter):
    order = await counter.sold()
    counter.bank.says = "pending"
    [number] = await counter.refund(order, 9980)
    await counter.work(hours=0)
    counter.bank.refunds[number]["state"] = "succeeded"
    await asyncio.gather(*(counter.hear("refund", refund_no=number) for _ in range(5)))
    await counter.work()
    assert (await counter.stand.events(order.number))[-2:] == ["refund_done", "refunded"]
    assert (await counter.stand.events(order.number)).count("refund_done") == 1


async def test_a_failure_that_is_told_again_gives_its_room_back_once(counter):
    order = await counter.sold()
    counter.bank.mishaps = ["no"]
    [first] = await counter.refund(order, 9980)
    await counter.work()
    [second] = await counter.refund(order, 9980)
    await counter.work()
    counter.bank.refunds[first] = {
        **counter.bank.refunds[second],
        "number": first,
        "id": "B9",
        "state": "failed",
    }
    await counter.hear("refund", refund_no=first)
    await counter.work()
    assert (await counter.order(order))["refunded"] == 9980
    assert (await counter.order(order))["state"] == REFUNDED
    with pytest.raises(Refused):
        await counter.refund(order, 9980)


@pytest.mark.parametrize("whole", [True, False])
async def test_a_refund_that_fails_after_it_succeeded_opens_the_order_again(counter, whole):
    order = await counter.sold()
    [number] = await counter.refund(order, 9980 if whole else 1000)
    await counter.work()
    counter.bank.refunds[number].update(state="failed", failure="card closed")
    assert (await counter.hear("refund", refund_no=number)).status_code == 200
    await counter.work()
    assert (await counter.row(number))["state"] == "failed"
    assert (await counter.order(order))["state"] == "delivered"
    assert (await counter.order(order))["refunded"] == 0
    assert await counter.balances() == {"clearing": 9980, "sales": -9980}
    assert "refund_reversed" in await counter.stand.events(order.number)


async def test_an_exception_whose_refund_failed_after_all_waits_for_a_person_again(counter):
    order = await counter.waiting()
    [number] = await counter.refund(order, 9980)
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED
    counter.bank.refunds[number].update(state="failed")
    await counter.hear("refund", refund_no=number)
    await counter.work()
    row = await counter.order(order)
    assert (row["state"], row["exception"]) == ("exception", "refund_failed")
    assert await counter.balances() == {"clearing": 9980, "held": -9980}


async def test_a_refund_that_fails_after_the_goods_were_found_leaves_all_of_it_earned(counter):
    from bodega_shop.orders.retry_delivery import retry_delivery  # noqa: PLC0415 - one story needs it

    order = await counter.waiting()
    [number] = await counter.refund(order, 1000)
    await counter.work()
    await counter.stand.stock(1)
    await retry_delivery(
        counter.runtime, counter.shop, order.id, actor="Mei", now=counter.runtime.clock.now()
    )
    counter.bank.refunds[number].update(state="failed")
    await counter.hear("refund", refund_no=number)
    await counter.work()
    assert await counter.balances() == {"clearing": 9980, "sales": -9980}


async def test_a_top_up_payment_whose_payback_failed_is_on_the_balance_again(counter):
    customer = await counter.customer()
    order = await counter.place_with_balance(customer)
    async with shop_scope(counter.shop) as scope:
        await scope.execute("update purchase set kind = 'topup', wallet_part = 0 where id = $1", order.id)
        await scope.execute("update payment set amount = 5000 where purchase_id = $1", order.id)
        await scope.execute(
            "update code set state = 'free', purchase_id = null where purchase_id = $1", order.id
        )
    assert (await counter.pay(order, minor=5000)).word == "topped_up"
    async with shop_scope(counter.shop) as scope:
        payment = await scope.fetchval("select id from payment where purchase_id = $1", order.id)
    before = await counter.wallet(customer)
    await counter.refund(order, 2000, payment_id=payment, cause="payback", bonus=0)
    assert await counter.wallet(customer) == (before[0] - 2000, before[1])
    counter.bank.mishaps = ["no"]
    await counter.work()
    assert await counter.wallet(customer) == before


def test_questions_come_soon_at_first_and_daily_in_the_end():
    ages = (0, 6, 20, 50, 119, 200, 1000, 90_000, 900_000)
    pauses = [pause_after(timedelta(seconds=age)).total_seconds() for age in ages]
    assert pauses == [5, 15, 30, 60, 120, 300, 3600, 86_400, 86_400]
