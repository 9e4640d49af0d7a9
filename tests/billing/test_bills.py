"""A plan is billed, paid through the platform's own account, reminded of, frozen for, and thawed on payment."""

import asyncio
from datetime import UTC, datetime

import pytest

from bodega.billing.audit_billing import audit_billing
from bodega.billing.choose_plan import cancel_plan, choose_plan
from bodega.billing.take_payment import take_payment
from bodega.billing.write_bill import BillLine, Charge, write_bill
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Refused, StateConflict
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.street.freeze_shop import freeze_shop
from bodega.street.thaw_shop import thaw_shop
from bodega_shop.platform_bills.hear_bill_payment import query_bill_payment


async def choose(books, plan_id, now, rhythm="month"):
    word = await choose_plan(books.runtime, books.shop.id, plan_id, rhythm, by=books.owner, now=now)
    await books.fresh()
    return word


async def test_a_plan_is_billed_and_paid_at_the_platforms_account_once_however_often_it_is_told(
    books, save, begins
):
    assert await choose(books, await save(19900), begins) == "begun"
    (bill,) = await books.bills()
    assert (bill["total"], bill["state"], bill["kind"]) == (19900, "open", "subscription")
    assert await books.balances() == {"due": 19900, "subscriptions": -19900}
    number = await books.pay(bill["id"], begins)
    assert (await books.bills())[0]["state"] == "paid"
    assert await books.balances() == {"collected": 19900, "subscriptions": -19900}
    await books.tell(number)
    assert await query_bill_payment(books.runtime, number, now=begins) == ""
    assert await books.balances() == {"collected": 19900, "subscriptions": -19900}
    assert await audit_billing(books.shop.id) == []


async def test_a_lost_message_still_pays_because_the_service_is_asked(books, save, begins):
    await choose(books, await save(5000), begins)
    (bill,) = await books.bills()
    number = await books.begin(bill["id"], begins)
    assert await query_bill_payment(books.runtime, number, now=begins) == ""
    books.pay_at_stripe(number)
    assert await query_bill_payment(books.runtime, number, now=begins) == "paid"
    assert (await books.bills())[0]["state"] == "paid"


async def test_two_payments_at_once_pay_a_bill_once_and_the_other_is_credit_for_the_next(
    books, save, begins, days
):
    await choose(books, await save(8000), begins)
    (bill,) = await books.bills()
    first = await books.begin(bill["id"], begins)
    second = await books.begin(bill["id"], begins + days(1))
    assert first != second

    async def arrive(number):
        async with platform_scope() as scope:
            return (await take_payment(
                scope, books.channel_id, number, Money(8000, "CNY"), "", now=begins
            )).word  # fmt: skip

    words = await asyncio.gather(*(arrive(number) for number in (first, second, first, second)))
    assert sorted(words) == ["duplicate", "duplicate", "paid", "surplus"]
    assert await books.balances() == {"collected": 16000, "subscriptions": -8000, "credit": -8000}
    await books.day(begins + days(32))
    assert [one["state"] for one in await books.bills()] == ["paid", "paid"]
    assert await books.balances() == {"collected": 16000, "subscriptions": -16000}
    assert await audit_billing(books.shop.id) == []


async def test_a_sum_that_was_not_asked_for_pays_nothing_and_stays_the_shops(books, save, begins):
    await choose(books, await save(8000), begins)
    (bill,) = await books.bills()
    number = await books.begin(bill["id"], begins)
    async with platform_scope() as scope:
        arrived = await take_payment(scope, books.channel_id, number, Money(7999, "CNY"), "", now=begins)
    assert arrived.word == "surplus"
    assert (await books.bills())[0]["state"] == "open"
    assert (await books.balances())["credit"] == -7999
    assert await audit_billing(books.shop.id) == []


async def test_a_trial_ends_in_a_bill_and_is_given_once(books, save, begins, days):
    plan_id = await save(9900, trial_days=14)
    await choose(books, plan_id, begins)
    await books.day(begins + days(13))
    assert await books.bills() == []
    await books.day(begins + days(14))
    await books.day(begins + days(14))
    (bill,) = await books.bills()
    assert bill["begins"] == begins + days(14)
    await books.pay(bill["id"], begins + days(14))
    await cancel_plan(books.runtime, books.shop.id, by=books.owner, now=begins + days(15))
    with pytest.raises(StateConflict):
        await cancel_plan(books.runtime, books.shop.id, by=books.owner, now=begins + days(15))
    await books.day(begins + days(60))
    assert books.shop.state == "frozen"
    assert await choose(books, plan_id, begins + days(61)) == "begun"
    assert len(await books.bills()) == 2
    assert books.shop.state == "live"


async def test_an_unpaid_bill_freezes_the_shop_after_its_days_and_the_payment_thaws_it(
    books, save, begins, days
):
    await choose(books, await save(9900), begins)
    (bill,) = await books.bills()
    await books.day(begins + days(5))
    assert (await books.bills())[0]["reminded_at"] is not None
    assert books.shop.state == "live"
    await books.day(begins + days(8))
    await books.day(begins + days(9))
    assert (books.shop.state, books.shop.state_reason) == ("frozen", "unpaid")
    assert not books.shop.takes_orders
    await books.pay(bill["id"], begins + days(10))
    await books.fresh()
    assert books.shop.state == "live"


async def test_a_shop_that_owes_is_still_frozen_for_cause_and_no_payment_thaws_that(
    books, save, begins, days
):
    await choose(books, await save(9900), begins)
    (bill,) = await books.bills()
    await books.day(begins + days(8))
    by_ada = {"actor_id": None, "actor": "Ada", "now": begins + days(9)}
    await freeze_shop(books.runtime, books.shop.id, reason="Reported codes.", **by_ada)
    with pytest.raises(StateConflict):
        await freeze_shop(books.runtime, books.shop.id, reason="Once more.", **by_ada)
    await books.pay(bill["id"], begins + days(10))
    await books.fresh()
    assert (books.shop.state, books.shop.state_reason) == ("frozen", "Reported codes.")
    await thaw_shop(books.runtime, books.shop.id, **by_ada)
    await books.fresh()
    assert books.shop.state == "live"


async def test_a_larger_plan_counts_at_once_and_costs_the_difference_of_what_is_left(
    books, save, begins, days
):
    small, large = await save(3100, goods=1), await save(9300, goods=9)
    await choose(books, small, begins)
    with pytest.raises(Refused):
        await choose(books, large, begins)
    await books.pay((await books.bills())[0]["id"], begins)
    assert books.shop.limits.goods == 1
    # A month of 31 days, ten of them gone.
    assert await choose(books, large, begins + days(10)) == "changed"
    assert books.shop.limits.goods == 9
    change = (await books.bills())[-1]
    assert change["total"] == 9300 * 21 // 31 - 3100 * 21 // 31
    await books.pay(change["id"], begins + days(10))
    assert await choose(books, small, begins + days(11)) == "later"
    assert books.shop.limits.goods == 9
    await books.day(begins + days(31))
    assert books.shop.limits.goods == 1
    assert (await books.bills())[-1]["total"] == 3100
    assert await audit_billing(books.shop.id) == []


async def test_numbers_of_a_year_have_no_gaps_when_many_write_at_once_and_some_fail(
    another_stand, books, begins, days
):
    shops = [books.shop, (await another_stand(codes=0)).shop]
    line = BillLine("Plan %(plan)s", {"en": "Star", "zh": "星级"}, 100)

    async def write(shop, reason, now, *, fails=False):
        charge = Charge("subscription", reason, "CNY", (line,), now, now + days(30))
        async with platform_scope() as scope:
            await write_bill(scope, shop.id, charge, now=now)
            if fails:
                raise RuntimeError

    # The year turns in Beijing eight hours before it does in Greenwich.
    last, first = datetime(2030, 12, 31, 15, 59, tzinfo=UTC), datetime(2030, 12, 31, 16, 0, tzinfo=UTC)
    await asyncio.gather(
        *(
            write(shop, f"{turn}", last if turn % 2 else first, fails=turn % 3 == 0)
            for turn in range(12)
            for shop in shops
        ),
        return_exceptions=True,
    )
    for turn in range(12):
        await write(shops[0], f"{turn}", last)
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select year, number from bill where year in (2030, 2031) order by year, number"
        )
    numbers = {year: [row["number"] for row in rows if row["year"] == year] for year in (2030, 2031)}
    assert [len(one) for one in numbers.values()] == [12, 8]
    assert all(one == list(range(1, len(one) + 1)) for one in numbers.values())


async def test_a_bill_names_who_stands_behind_the_shop(books, save, begins):
    entity = {"entity": {"kind": "company", "name": "杭州星海数字科技有限公司", "uscc": "91330106MA2B0KXX3Q"}}
    async with platform_scope() as scope:
        await scope.execute(
            "insert into application (id, account_id, shop_id, kind, state, answers, created_at, changed_at, decided_at)"
            " values ($1, $2, $3, 'opening', 'approved', $4, $5, $5, $5)",
            new_id(), books.owner.account_id, books.shop.id, entity, begins,
        )  # fmt: skip
    await choose(books, await save(100), begins)
    assert (await books.bills())[0]["buyer"].splitlines() == [
        "杭州星海数字科技有限公司", "91330106MA2B0KXX3Q", books.shop.name,
    ]  # fmt: skip
