"""Whatever owners, payments and days do in whatever order: the books sum to nothing, nothing is charged twice."""

import random
from datetime import timedelta

import pytest

from bodega.billing.audit_billing import audit_billing
from bodega.billing.choose_plan import cancel_plan, choose_plan
from bodega.billing.take_payment import take_payment
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Refused, StateConflict
from bodega.kernel.money import Money


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_random_changes_payments_and_days_leave_books_that_agree(books, save, begins, seed):
    chance, now = random.Random(seed), begins
    plans = [await save(price, trial_days=trial) for price, trial in ((0, 0), (3100, 7), (9900, 0))]
    numbers: list[tuple[str, int]] = []
    for _ in range(40):
        deed = chance.choice(("choose", "choose", "pay", "pay", "again", "odd", "end", "day", "day", "week"))
        unpaid = [bill for bill in await books.bills() if bill["state"] == "open"]
        if deed == "choose":
            await quietly(
                choose_plan(
                    books.runtime,
                    books.shop.id,
                    chance.choice(plans),
                    chance.choice(("month", "year")),
                    by=books.owner,
                    now=now,
                )
            )
        elif deed == "end":
            await quietly(cancel_plan(books.runtime, books.shop.id, by=books.owner, now=now))
        elif deed in ("pay", "odd") and unpaid:
            bill = unpaid[0]
            number = await books.begin(bill["id"], now)
            numbers.append((number, bill["total"] - bill["paid"] - (deed == "odd")))
            await arrive(books, *numbers[-1], now)
        elif deed == "again" and numbers:
            await arrive(books, *chance.choice(numbers), now)
        else:
            now += timedelta(days=9 if deed == "week" else 1)
            await books.day(now)
        assert await audit_billing(books.shop.id) == []
        assert sum((await books.balances()).values()) == 0
    for number, minor in numbers:
        await arrive(books, number, minor, now)
    await never_twice(books)


async def quietly(deed) -> None:
    try:
        await deed
    except (Refused, StateConflict):
        return


async def arrive(books, number: str, minor: int, now) -> None:
    if minor > 0:
        async with platform_scope() as scope:
            await take_payment(scope, books.channel_id, number, Money(minor, "CNY"), "", now=now)


async def never_twice(books) -> None:
    """No period of whole plans is billed twice, and what is paid is never more than what was billed."""
    bills = [bill for bill in await books.bills() if bill["reason"].startswith("period:")]
    assert len({bill["begins"] for bill in bills}) == len(bills)
    assert all(bill["paid"] <= bill["total"] for bill in bills)
