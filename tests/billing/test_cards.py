"""Lin Wei leaves a card with Stripe, and his bills are taken from it: refused, replaced, called off, taken back."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from bodega.billing.audit_billing import audit_billing
from bodega.billing.choose_plan import cancel_plan, choose_plan
from bodega.billing.plan_collection import COLLECT_JOB, FORGET_CARD_JOB, READ_CARD_JOB
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega_shop.contracts.gateway_errors import UnknownOutcome
from bodega_shop.platform_bills.collect_bill import collect_bill
from bodega_shop.platform_bills.enter_card import begin_card, read_card_again, take_card_back
from bodega_shop.platform_bills.hear_bill_payment import query_bill_payment
from bodega_shop.platform_bills.stop_collecting import forget_card_there
from simulators.stripe import billing, events
from simulators.stripe.serve import Breakdown

JOBS = {COLLECT_JOB: collect_bill, READ_CARD_JOB: read_card_again, FORGET_CARD_JOB: forget_card_there}


@pytest.fixture
def work(books):
    """What waits in the queue about cards is done, as a worker would, until nothing waits."""

    async def all_of_it():
        done = []
        while True:
            async with books.street.owner_pool.acquire() as connection:
                row = await connection.fetchrow(
                    "delete from queue.pgqueuer where id = (select id from queue.pgqueuer where entrypoint = any($1)"
                    " order by id limit 1) returning entrypoint, payload",
                    list(JOBS),
                )
            if row is None:
                return done
            done.append(row["entrypoint"])
            await JOBS[row["entrypoint"]](books.runtime, msgspec.json.decode(row["payload"]))

    return all_of_it


@pytest.fixture
def enter(books, work, begins):
    """Lin Wei enters a card on Stripe's page and closes the window; Stripe tells of it."""

    async def one(now=begins, **card):
        await begin_card(
            books.runtime, books.shop.id, books.channel_id, owner_id=books.owner.account_id, locale="zh-CN", now=now
        )  # fmt: skip
        session = books.account.all("checkout.session")[0]
        billing.enter_card(books.account, session, **card)
        assert await tell_all(books, "checkout.session.completed") == {200}
        await work()

    return one


async def tell_all(books, kind):
    answers = set()
    for event in books.account.all("event"):
        if event["type"] == kind:
            answers |= {await post(books, one) for one in events.posted(books.account, event)}
    return answers


async def post(books, posted, **headers):
    async with books.street.client(None) as service:
        answer = await service.post(
            f"/pay/notify/{books.channel_id}", content=posted.body, headers=posted.headers | headers
        )
    return answer.status_code


async def choose(books, plan_id, now):
    await choose_plan(books.runtime, books.shop.id, plan_id, "month", by=books.owner, now=now)
    await books.fresh()


async def card(books):
    async with platform_scope() as scope:
        row = await scope.fetchrow("select state, label from card_on_file where shop_id = $1", books.shop.id)
    return tuple(row) if row else None


async def attempts(books):
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select p.out_trade_no, p.state, p.tries from bill_payment p join bill b on b.id = p.bill_id"
            " where b.shop_id = $1 and p.collected order by p.created_at, p.id",
            books.shop.id,
        )
    return [tuple(row) for row in rows]


async def test_every_bill_is_taken_from_the_card_once_also_the_difference_of_a_larger_plan(
    books, save, begins, days, enter, work
):
    small, large = await save(3100), await save(9300)
    await enter()
    assert await card(books) == ("kept", "Visa •••• 4242")
    await choose(books, small, begins)
    assert await work() == [COLLECT_JOB]
    await choose(books, large, begins + days(10))
    await work()
    await books.day(begins + days(31))
    await asyncio.gather(work(), work())
    bills = await books.bills()
    assert [one["state"] for one in bills] == ["paid"] * 3
    assert [one["amount_paid"] for one in reversed(books.account.all("invoice"))] == [
        one["total"] for one in bills
    ]
    assert len(books.account.all("invoice")[1]["lines"]["data"]) == 2
    for number, _, _ in await attempts(books):
        assert set(await books.tell(number)) == {200}
    assert await books.balances() == {
        "collected": sum(one["total"] for one in bills),
        "subscriptions": -sum(one["total"] for one in bills),
    }
    await cancel_plan(books.runtime, books.shop.id, by=books.owner, now=begins + days(32))
    await books.day(begins + days(70))
    assert await work() == [READ_CARD_JOB]
    assert len(books.account.all("invoice")) == 3
    assert await audit_billing(books.shop.id) == []


async def test_a_refused_card_is_told_once_a_try_freezes_the_shop_and_another_card_thaws_it(
    books, save, begins, days, enter, work
):
    await enter(refused=True)
    await choose(books, await save(9900), begins)
    await work()
    ((number, state, tries),) = await attempts(books)
    assert (state, tries) == ("pending", 1)
    invoice = books.account.all("invoice")[0]
    billing.try_again(books.account, invoice)
    for _ in range(2):
        await books.tell(number)
    assert [one[2] for one in await attempts(books)] == [2]
    await books.day(begins + days(8))
    await work()
    assert (books.shop.state, len(books.account.all("invoice"))) == ("frozen", 1)
    await enter(last4="1881")
    await books.fresh()
    assert (await card(books), books.shop.state) == (("kept", "Visa •••• 1881"), "live")
    assert (await books.bills())[0]["state"] == "paid"


async def test_a_lost_message_still_pays_and_a_late_or_forged_one_changes_nothing(
    books, save, begins, enter, work
):
    await enter(refused=True)
    await choose(books, await save(9900), begins)
    await work()
    ((number, _, _),) = await attempts(books)
    billing.settle_invoice(books.account, books.account.all("invoice")[0])
    told = [
        one
        for event in events.events_about(books.account, number)
        for one in events.posted(books.account, event)
    ]
    assert await post(books, told[-1], **{"Stripe-Signature": "t=1,v1=" + "0" * 64}) == 400
    assert (await books.bills())[0]["state"] == "open"
    assert await query_bill_payment(books.runtime, number, now=begins) == "paid"
    before = await books.balances()
    assert {await post(books, one) for one in told} == {200}
    assert await query_bill_payment(books.runtime, number, now=begins) == ""
    assert await books.balances() == before


async def test_who_pays_by_hand_is_not_charged_as_well(books, save, begins, enter, work):
    await enter(refused=True)
    await choose(books, await save(9900), begins)
    await work()
    (bill,) = await books.bills()
    number = await books.begin(bill["id"], begins)
    assert books.account.all("invoice")[0]["status"] == "void"
    # The morning finds somebody on the way to pay, and leaves the card alone.
    await books.day(begins)
    await work()
    assert [one[1] for one in await attempts(books)] == ["ended"]
    books.pay_at_stripe(number)
    await books.tell(number)
    assert (await books.bills())[0]["state"] == "paid"

    # The other way round: the card paid a moment before the owner pressed, and Stripe's message was lost.
    await enter(last4="1881")
    await choose(books, await save(19900), begins + timedelta(hours=3))
    books.stripe.breakdowns.append(Breakdown("GET", "/v1/invoices/", "silent"))
    with pytest.raises(UnknownOutcome):
        await work()
    bill = (await books.bills())[-1]
    with pytest.raises(StateConflict):
        await books.begin(bill["id"], begins + timedelta(hours=3))
    assert [one["state"] for one in await books.bills()] == ["paid", "paid"]
    assert "credit" not in await books.balances()


async def test_a_service_that_is_down_holds_nobody_up_and_is_told_later(books, save, begins, enter, work):
    await enter(refused=True)
    await choose(books, await save(9900), begins)
    await work()
    (bill,) = await books.bills()
    ((taken, _, _),) = await attempts(books)
    books.stripe.breakdowns.append(Breakdown("POST", "/v1/invoices", "error"))
    number = await books.begin(bill["id"], begins)
    books.pay_at_stripe(number)
    await books.tell(number)
    assert [one["state"] for one in await books.bills()] == ["paid"]
    assert books.account.all("invoice")[0]["status"] == "open"
    await query_bill_payment(books.runtime, taken, now=begins)
    assert books.account.all("invoice")[0]["status"] == "void"
    assert [one[1] for one in await attempts(books)] == ["ended"]
    assert await audit_billing(books.shop.id) == []


async def test_a_card_that_is_taken_back_is_forgotten_there_and_nothing_more_is_taken(
    books, save, begins, days, enter, work
):
    await enter(refused=True)
    await choose(books, await save(9900), begins)
    await work()
    await take_card_back(books.shop.id, now=begins)
    with pytest.raises(StateConflict):
        await take_card_back(books.shop.id, now=begins)
    assert await work() == [FORGET_CARD_JOB]
    assert books.account.all("invoice")[0]["status"] == "void"
    assert books.account.all("payment_method")[0]["customer"] is None
    await books.day(begins + days(1))
    assert await work() == []
    assert await card(books) == ("gone", "")
    with pytest.raises(NotFound):
        await begin_card(
            books.runtime, books.shop.id, books.shop.id, owner_id=books.owner.account_id, locale="en", now=begins
        )  # fmt: skip


async def test_after_a_handover_the_card_of_whoever_was_before_pays_nothing(
    street, books, save, begins, days, enter, work
):
    await enter()
    await choose(books, await save(9900), begins)
    await work()
    stranger = await street.account("Somebody else")
    async with platform_scope() as scope:
        await scope.execute("update shop set owner_id = $2 where id = $1", books.shop.id, stranger)
    await books.day(begins + days(31))
    assert FORGET_CARD_JOB in await work()
    assert [one["state"] for one in await books.bills()] == ["paid", "open"]
    assert books.account.all("payment_method")[0]["customer"] is None
