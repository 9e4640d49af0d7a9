"""The bank speaks first: refunds made there, disputes, and messages that name no number of ours."""

import asyncio
from datetime import UTC, datetime

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import Refused
from bodega_shop.delivery.reveal_codes import Disputed, reveal_codes
from bodega_shop.orders.states import REFUNDED


def made_there(counter, order, minor, *, key="X1", state="succeeded"):
    counter.bank.refunds[key] = {
        "minor": minor, "currency": "CNY", "out_trade_no": f"{order.number}01", "number": "", "id": key, "state": state,
    }  # fmt: skip


def disputed(counter, order, state, *, fee=0, minor=9980):
    counter.bank.disputes["D1"] = {
        "state": state, "minor": minor, "out_trade_no": f"{order.number}01", "fee": fee,
    }  # fmt: skip


async def hear_of_dispute(counter, order, state, **more):
    disputed(counter, order, state, **more)
    assert (await counter.hear("dispute", reference="D1")).status_code == 200
    await counter.work()


async def reveal(counter, order, via="tap"):
    return await reveal_codes(
        counter.shop, order.id, quantity=1, actor="buyer", via=via, address="x", now=datetime.now(UTC)
    )


async def outcomes(counter):
    async with shop_scope(counter.shop) as scope:
        rows = await scope.fetch(
            "select outcome from gateway_event where event_key like 'm%' order by received_at, id"
        )
    return [row["outcome"] for row in rows]


async def test_a_refund_made_at_the_bank_is_written_down_and_counts(counter):
    order = await counter.sold()
    made_there(counter, order, 4000)
    await counter.hear("refund", reference="X1")
    await counter.work()
    [row] = await counter.refunds(order)
    assert (row["cause"], row["state"], row["amount"], row["counted"]) == (
        "external",
        "succeeded",
        4000,
        4000,
    )
    assert (await counter.order(order))["refunded"] == 4000
    assert await counter.balances() == {"clearing": 5980, "sales": -9980, "refunds": 4000}
    assert await outcomes(counter) == ["refund_external"]


async def test_the_same_news_five_times_at_once_is_written_down_once(counter):
    order = await counter.sold()
    made_there(counter, order, 9980)
    await asyncio.gather(*(counter.hear("refund", reference="X1", key=f"m{n % 2}") for n in range(5)))
    await counter.work()
    assert len(await counter.refunds(order)) == 1
    assert (await counter.order(order))["state"] == REFUNDED


async def test_what_the_bank_gave_beyond_the_cap_is_shown_and_not_lost(counter):
    order = await counter.sold()
    await counter.refund(order, 6000)
    await counter.work()
    made_there(counter, order, 5000)
    await counter.hear("refund", reference="X1")
    await counter.work()
    row = (await counter.refunds(order))[-1]
    assert (row["amount"], row["counted"]) == (5000, 3980)
    assert await counter.balances() == {"clearing": -1020, "sales": -9980, "refunds": 11000}
    assert (await counter.order(order))["state"] == REFUNDED


async def test_a_refund_made_there_that_fails_there_is_taken_back(counter):
    order = await counter.sold()
    made_there(counter, order, 4000)
    await counter.hear("refund", reference="X1")
    await counter.work()
    made_there(counter, order, 4000, state="failed")
    await counter.hear("refund", reference="X1")
    await counter.work()
    assert (await counter.order(order))["refunded"] == 0
    assert await counter.balances() == {"clearing": 9980, "sales": -9980}


async def test_news_of_our_own_refund_under_the_banks_number_makes_no_second_row(counter):
    order = await counter.sold()
    counter.bank.mishaps = ["silent"]
    [number] = await counter.refund(order, 5000)
    await counter.work(hours=0)
    await counter.hear("refund", reference=number)
    await counter.work()
    assert [row["number"] for row in await counter.refunds(order)] == [number]
    await counter.hear("refund", reference="B0")
    await counter.work()
    assert [row["number"] for row in await counter.refunds(order)] == [number]
    assert (await counter.order(order))["refunded"] == 5000


async def test_a_refund_that_was_given_up_and_went_through_after_all_is_counted(counter):
    order = await counter.sold()
    counter.bank.mishaps = ["no"]
    [number] = await counter.refund(order, 5000)
    await counter.work()
    made_there(counter, order, 5000, key=number)
    await counter.hear("refund", refund_no=number)
    await counter.work()
    rows = await counter.refunds(order)
    assert [(row["cause"], row["state"]) for row in rows] == [("staff", "failed"), ("external", "succeeded")]
    assert (await counter.order(order))["refunded"] == 5000


async def test_a_dispute_stops_reveals_and_refunds_and_a_won_one_lets_them_go_on(counter):
    order = await counter.sold()
    await hear_of_dispute(counter, order, "open")
    with pytest.raises(Disputed):
        await reveal(counter, order)
    assert await reveal(counter, order, "staff"), "the shop needs them as evidence"
    with pytest.raises(Refused):
        await counter.refund(order, 100)
    assert await counter.balances() == {"disputed": 9980, "sales": -9980}
    await hear_of_dispute(counter, order, "won")
    assert await reveal(counter, order)
    assert await counter.balances() == {"clearing": 9980, "sales": -9980}
    assert await outcomes(counter) == ["dispute_open", "dispute_won"]


async def test_a_lost_dispute_costs_the_sum_and_the_fee_and_the_codes_stay_shut(counter):
    order = await counter.sold()
    await hear_of_dispute(counter, order, "open")
    await hear_of_dispute(counter, order, "lost", fee=1500)
    with pytest.raises(Disputed):
        await reveal(counter, order)
    assert await counter.balances() == {"clearing": -1500, "disputes": 11480, "sales": -9980}
    await hear_of_dispute(counter, order, "open")
    assert (await outcomes(counter))[-1] == "dispute_known", "a message that came late moves nothing back"


async def test_a_dispute_that_is_lost_before_anybody_heard_of_it_is_booked_whole(counter):
    order = await counter.sold()
    await hear_of_dispute(counter, order, "lost")
    assert await counter.balances() == {"disputes": 9980, "sales": -9980}


async def test_a_warning_moves_no_money_and_leaves_the_codes_open(counter):
    order = await counter.sold()
    await hear_of_dispute(counter, order, "warning")
    assert await reveal(counter, order)
    assert await counter.balances() == {"clearing": 9980, "sales": -9980}


async def test_a_message_without_our_number_is_matched_by_the_banks_handle_and_asked_about(counter):
    order = await counter.stand.place()
    async with shop_scope(counter.shop) as scope:
        await scope.execute("update payment set gateway_ref = 'cs_1'")
    counter.bank.payments[f"{order.number}01"] = {"minor": 9980, "currency": "CNY", "txn": "T9"}
    await counter.hear("payment", reference="cs_1", state="succeeded")
    assert await counter.stand.state(order.number) == "pending", (
        "nothing is believed before it was asked about"
    )
    await counter.work()
    assert await counter.stand.state(order.number) == "delivered"


async def test_a_message_that_names_no_sum_settles_nothing(counter):
    order = await counter.stand.place()
    await counter.hear("payment", out_trade_no=f"{order.number}01", state="succeeded", must_query=False)
    await counter.work()
    assert await counter.stand.state(order.number) == "pending"
    assert await outcomes(counter) == ["ignored"]


async def test_money_for_nothing_we_know_is_kept_for_the_desk(counter):
    await counter.hear("payment", out_trade_no="nobody", state="succeeded")
    await counter.work()
    assert await outcomes(counter) == ["unknown_order"]
