"""Chen Hao's top-up is given back at the bank itself: his balance goes with it, kept, booked and told alike."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest

from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.wallet.bonus_steps import BonusStep, save_bonus_steps
from bodega_shop.wallet.place_topup import TopupRequest, place_topup
from bodega_shop.wallet.read_statement import read_statement


@dataclass
class LinWei:
    account_id: UUID
    name: str = "Lin Wei"


async def topped_up(counter, customer):
    """Chen Hao pays 100.00 in and gets 10.00 on top."""
    now = datetime.now(UTC)
    step = BonusStep(Money(10_000, "CNY"), Money(1_000, "CNY"))
    await save_bonus_steps(counter.shop, [step], by=LinWei(new_id()), now=now)
    request = TopupRequest(
        customer, Money(10_000, "CNY"), "epay", "chen@example.com", "zh-CN", "198.51.100.4", "1"
    )
    placed = await place_topup(counter.runtime, counter.shop, await counter.stand.profile(), request, now=now)
    assert (await counter.pay(placed, minor=10_000)).word == "topped_up"
    return placed


async def given_back_there(counter, topup, minor, *, state="succeeded"):
    counter.bank.refunds["X1"] = {
        "minor": minor, "currency": "CNY", "out_trade_no": f"{topup.number}01", "number": "", "id": "X1", "state": state,
    }  # fmt: skip
    await counter.hear("refund", reference="X1")
    await counter.work()


async def agree(counter, customer):
    """Principal and bonus, after asking the wallet, the books and the statement; the auditor finds nothing either."""
    kept = await counter.wallet(customer)
    balances = await counter.balances()
    assert kept == (-balances.get("wallet", 0), -balances.get("bonus", 0))
    lines, _ = await read_statement(counter.shop, customer, "CNY")
    assert kept == (lines[0].principal_left.minor, lines[0].bonus_left.minor)
    assert kept == (sum(line.principal.minor for line in lines), sum(line.bonus.minor for line in lines))
    assert await audit_shop(counter.shop) == []
    return kept


@pytest.mark.parametrize(("back", "left"), [(10_000, (0, 0)), (4_000, (6_000, 600))])
async def test_what_was_not_spent_leaves_the_balance_with_its_part_of_the_bonus(counter, back, left):
    customer = await counter.customer()
    topup = await topped_up(counter, customer)
    assert await agree(counter, customer) == (10_000, 1_000)
    await given_back_there(counter, topup, back)
    assert await agree(counter, customer) == left
    [row] = await counter.refunds(topup)
    assert (row["cause"], row["wallet_principal"]) == ("external", back)


async def test_what_was_spent_already_is_the_shops_loss_and_no_balance_falls_below_nothing(counter):
    customer = await counter.customer()
    topup = await topped_up(counter, customer)
    await counter.place_with_balance(customer)
    principal, bonus = await agree(counter, customer)
    assert principal + bonus == 11_000 - 9_980
    await given_back_there(counter, topup, 10_000)
    assert await agree(counter, customer) == (0, 0)
    assert (await counter.balances())["refunds"] == 10_000 - principal


async def test_a_refund_that_fails_there_in_the_end_brings_the_balance_again(counter):
    customer = await counter.customer()
    topup = await topped_up(counter, customer)
    await given_back_there(counter, topup, 4_000)
    await given_back_there(counter, topup, 4_000, state="failed")
    assert await agree(counter, customer) == (10_000, 1_000)
