"""Lin Wei corrects a balance by hand: with a reason, on the record, and never below zero."""

import asyncio

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.books.read_balances import read_balance
from bodega_shop.wallet.adjust_wallet import Adjustment, adjust_wallet
from bodega_shop.wallet.read_statement import read_statement


async def adjust(
    purse, minor: int, part: str = "principal", reason: str = "goodwill", customer_id=None
) -> None:
    wanted = Adjustment(customer_id or purse.customer_id, part, Money(minor, "CNY"), reason)
    await adjust_wallet(purse.stand.shop, wanted, by=purse.owner, now=purse.now)


async def test_what_is_given_and_taken_is_in_the_books_with_its_reason(purse):
    await adjust(purse, 2_000, reason="late delivery last week")
    purse.later(minutes=1)
    await adjust(purse, 500, "bonus")
    purse.later(minutes=1)
    await adjust(purse, -300)
    assert await purse.agree() == (1_700, 500)
    async with shop_scope(purse.stand.shop) as scope:
        assert await read_balance(scope, "adjustments", "CNY") == 2_200
        deeds = await scope.fetch("select actor, detail from deed where deed = 'wallet.adjusted' order by at")
    assert [(deed["actor"], deed["detail"]["amount"]) for deed in deeds] == [
        ("Lin Wei", 2_000), ("Lin Wei", 500), ("Lin Wei", -300),
    ]  # fmt: skip
    lines, _ = await read_statement(purse.stand.shop, purse.customer_id, "CNY")
    assert lines[-1].reason == "late delivery last week"


@pytest.mark.parametrize(("minor", "reason"), [(0, "x"), (100, " "), (-1_001, "too much")])
async def test_nothing_no_reason_and_more_than_is_there_are_refused(purse, minor, reason):
    await adjust(purse, 1_000)
    with pytest.raises(InvalidInput):
        await adjust(purse, minor, reason=reason)
    assert await purse.agree() == (1_000, 0)


async def test_the_platforms_cap_holds_for_the_owner_too(purse):
    with pytest.raises(Refused):
        await adjust(purse, 500_001, "bonus")


async def test_a_customer_of_nowhere_has_no_balance_to_correct(purse):
    with pytest.raises(NotFound):
        await adjust(purse, 100, customer_id=new_id())


async def test_ten_at_once_take_no_more_than_is_there(purse):
    await adjust(purse, 1_000)
    outcomes = await asyncio.gather(*[adjust(purse, -300) for _ in range(10)], return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 3
    assert await purse.agree() == (100, 0)
