"""What was collected is settled once, waits its days, and goes out once, by two people."""

import asyncio

import pytest

from bodega.billing.audit_billing import first_of
from bodega.billing.read_statement import read_statements
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused, StateConflict
from bodega.settlement.ask_withdrawal import ask_withdrawal
from bodega.settlement.bank_file import _guarded, write_bank_file
from bodega.settlement.batches import approve_batch, dissolve_batch, prepare_batch
from bodega.settlement.end_withdrawal import cancel_withdrawal, refuse_withdrawal
from bodega.settlement.hold_money import choose_automatic, hold_money, release_money
from bodega.settlement.pay_out import mark_paid, mark_returned
from bodega.settlement.terms import Wish, save_wish
from bodega.staff.refuse_own import OwnMatter


async def test_collected_money_is_settled_by_period_held_kept_back_in_part_and_then_the_shops(
    purse, begins, days
):
    await purse.collect(100_00, begins)
    await purse.give_back(20_00, begins + days(0.1))
    await purse.give_back(5_00, begins + days(0.2), "dispute", "opened")
    assert (await purse.balance(begins + days(0.3))).pending.minor == 72_00
    assert await purse.morning(begins + days(0.3)) == []
    assert len(await purse.morning(begins + days(1))) == 1
    assert await purse.morning(begins + days(1)) == []
    balance = await purse.balance(begins + days(1))
    assert (balance.pending.minor, balance.held.minor, balance.available.minor) == (0, 72_00, 0)
    later = await purse.balance(begins + days(3))
    assert (later.held.minor, later.reserved.minor, later.available.minor) == (0, 7_20, 64_80)
    assert await purse.available(begins + days(14)) == 72_00
    async with platform_scope() as scope:
        row = await scope.fetchrow("select * from settlement where shop_id = $1", purse.shop.id)
    parts = [row[name] for name in ("collected", "commission", "refunds", "disputes", "fees", "net")]
    assert parts == [100_00, -3_00, -20_00, -5_00, 0, 72_00]
    await purse.check()


async def test_a_shop_that_is_new_waits_longer_and_what_comes_late_is_in_the_next_run(
    open_purse, begins, days
):
    purse = await open_purse()
    await purse.terms(begins, rhythm="week", hold_days=2, young_days=90, young_hold_days=30, reserve_points=0)
    await purse.collect(100_00, begins)
    assert await purse.morning(begins + days(5)) == []
    await purse.morning(begins + days(7))
    # The shop's word of a payment in the week before comes after the run.
    await purse.collect(50_00, begins + days(2))
    assert await purse.morning(begins + days(7.5)) == []
    assert (await purse.balance(begins + days(20))).held.minor == 97_00
    await purse.morning(begins + days(14))
    assert await purse.available(begins + days(38)) == 97_00
    assert await purse.available(begins + days(45)) == 145_50
    await purse.check()


async def test_what_goes_back_after_it_was_settled_is_taken_at_once_and_carried_on_below_nothing(
    purse, begins, days
):
    await purse.collect(100_00, begins, points=0)
    await purse.morning(begins + days(1))
    await purse.paid(90_00, begins + days(4))
    dispute = await purse.give_back(100_00, begins + days(5), "dispute", "opened")
    assert (await purse.balance(begins + days(5))).free.minor == -100_00
    await purse.morning(begins + days(6))
    await purse.collect(60_00, begins + days(6), points=0)
    await purse.morning(begins + days(7))
    assert (await purse.balance(begins + days(30))).free.minor == -30_00
    assert await purse.available(begins + days(30)) == 0
    with pytest.raises(InvalidInput):
        await purse.ask(1_00, begins + days(30))
    await purse.win(dispute, 100_00, begins + days(30))
    await purse.morning(begins + days(31))
    assert await purse.available(begins + days(50)) == 70_00
    await purse.check()


async def test_money_goes_out_by_two_people_once_and_comes_back_whole_when_the_bank_returns_it(
    purse, begins, days
):
    now, runtime = begins + days(20), purse.street.runtime
    await purse.collect(500_00, begins, points=0)
    await purse.morning(begins + days(1))
    withdrawal = await purse.ask(300_00, now)
    assert await purse.available(now) == 200_00
    batch = await prepare_batch([withdrawal], by=purse.ada, now=now)
    with pytest.raises(Refused, match="prepared"):
        await approve_batch(batch, by=purse.ada, now=now)
    with pytest.raises(StateConflict):
        await write_bank_file(runtime, batch, by=purse.bo, now=now)
    with pytest.raises(StateConflict):
        await mark_paid(runtime, [withdrawal], "CMB-1", by=purse.bo, now=now)
    with pytest.raises(StateConflict):
        await cancel_withdrawal(withdrawal, by=purse.owner, now=now)
    assert await approve_batch(batch, by=purse.bo, now=now) == (1, 0)
    name, text = await write_bank_file(runtime, batch, by=purse.bo, now=now)
    assert name.endswith(".csv")
    assert "6225888800006789,298.00,CNY" in text
    with pytest.raises(InvalidInput):
        await mark_paid(runtime, [withdrawal], "  ", by=purse.ada, now=now)
    await mark_paid(runtime, [withdrawal], "CMB-1", by=purse.ada, now=now)
    assert await purse.accounts() == {
        "collected": 500_00, "settled": -200_00, "bank": -298_00, "payout_fees": -2_00
    }  # fmt: skip
    await mark_returned(runtime, withdrawal, "No such account", by=purse.ada, now=now + days(2))
    with pytest.raises(StateConflict):
        await mark_returned(runtime, withdrawal, "No such account", by=purse.ada, now=now + days(2))
    assert await purse.accounts() == {"collected": 500_00, "settled": -500_00}
    with pytest.raises(Refused, match="sent money back"):
        await purse.ask(300_00, now + days(3))
    usable = await purse.enter_account(now + days(3), account="6225 8888 0000 1111")
    with pytest.raises(Refused, match="changed"):
        await purse.ask(300_00, now + days(4))
    await purse.paid(300_00, usable)
    await purse.check()


async def test_a_new_account_calls_back_what_waits_in_a_batch_for_the_old_one(purse, begins, days):
    """Somebody changed it who was not the owner: the owner's next change stops what has not gone."""
    now = begins + days(20)
    await purse.collect(500_00, begins, points=0)
    await purse.morning(begins + days(1))
    batch = await prepare_batch([await purse.ask(300_00, now)], by=purse.ada, now=now)
    await purse.enter_account(now, account="6225 8888 0000 1111")
    with pytest.raises(StateConflict, match="Nothing of this batch"):
        await approve_batch(batch, by=purse.bo, now=now)
    assert await purse.accounts() == {"collected": 500_00, "settled": -500_00}
    await purse.check()


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("+86 138 0013 8000", "+86 138 0013 8000"),
        ("=1+1", "'=1+1"),
        ("＝1", "'＝1"),
        (" @x", "' @x"),
        ("星海", "星海"),
    ],
)
def test_a_spreadsheet_runs_nothing_and_spoils_no_number(cell, written):
    assert _guarded(cell) == written


async def test_nobody_of_the_platform_moves_money_of_a_shop_of_their_own(purse, begins, days):
    now, runtime, own = begins + days(20), purse.street.runtime, purse.owner
    await purse.collect(500_00, begins, points=0)
    await purse.morning(begins + days(1))
    withdrawal = await purse.ask(300_00, now)
    for deed in (
        prepare_batch([withdrawal], by=own, now=now),
        hold_money(purse.shop.id, 1, "Why not", by=own, now=now),
        release_money(purse.shop.id, by=own, now=now),
        save_wish(f"shop:{purse.shop.id}", Wish(hold_days=0), "Faster", by=own, now=now),
    ):
        with pytest.raises(OwnMatter):
            await deed
    batch = await prepare_batch([withdrawal], by=purse.ada, now=now)
    with pytest.raises(OwnMatter):
        await approve_batch(batch, by=own, now=now)
    await approve_batch(batch, by=purse.bo, now=now)
    with pytest.raises(OwnMatter):
        await mark_paid(runtime, [withdrawal], "CMB-1", by=own, now=now)
    with pytest.raises(OwnMatter):
        await mark_returned(runtime, withdrawal, "No such account", by=own, now=now)
    await purse.check()


async def test_two_clicks_two_staff_and_two_returns_at_once_move_money_once(purse, begins, days):
    now, runtime = begins + days(20), purse.street.runtime
    await purse.collect(500_00, begins, points=0)
    await purse.morning(begins + days(1))
    asked = await at_once(*(purse.ask(400_00, now) for _ in range(4)))
    (withdrawal,) = [one for one in asked if not isinstance(one, Exception)]
    assert await purse.available(now) == 100_00
    made = await at_once(*(prepare_batch([withdrawal], by=who, now=now) for who in (purse.ada, purse.bo)))
    (batch,) = [one for one in made if not isinstance(one, Exception)]
    other = purse.bo if isinstance(made[1], Exception) else purse.ada
    approved = await at_once(
        *(approve_batch(batch, by=other, now=now) for _ in range(3)), dissolve_batch(batch, by=other, now=now)
    )
    assert sum(not isinstance(one, Exception) for one in approved) == 1
    if await purse.state_of(withdrawal) == "asked":
        batch = await prepare_batch([withdrawal], by=purse.ada, now=now)
        await approve_batch(batch, by=purse.bo, now=now)
    paid = await at_once(*(mark_paid(runtime, [withdrawal], "CMB", by=purse.ada, now=now) for _ in range(3)))
    assert [one for one in paid if one is None] == [None]
    back = await at_once(*(mark_returned(runtime, withdrawal, "x", by=purse.ada, now=now) for _ in range(3)))
    assert [one for one in back if one is None] == [None]
    settled = await at_once(*(purse.morning(now) for _ in range(3)))
    assert settled == [[], [], []]
    assert await purse.available(now) == 500_00
    await purse.check()


async def test_a_frozen_or_held_shops_money_stays_and_a_closed_shops_goes_out_in_the_end(purse, begins, days):
    now, runtime = begins + days(20), purse.street.runtime
    await purse.collect(300_00, begins, points=0)
    await purse.morning(begins + days(1))
    withdrawal = await purse.ask(200_00, now)
    batch = await prepare_batch([withdrawal], by=purse.ada, now=now)
    await purse.move_shop("frozen")
    with pytest.raises(StateConflict):
        await approve_batch(batch, by=purse.bo, now=now)
    assert await purse.state_of(withdrawal) == "batched"
    await dissolve_batch(batch, by=purse.ada, now=now)
    await refuse_withdrawal(runtime, withdrawal, "The shop is frozen", by=purse.ada, now=now)
    with pytest.raises(Refused, match="held"):
        await purse.ask(200_00, now)
    await purse.move_shop("live")
    await hold_money(purse.shop.id, 10, "Many disputes", by=purse.ada, now=now)
    with pytest.raises(Refused, match="held"):
        await purse.ask(200_00, now)
    await release_money(purse.shop.id, by=purse.ada, now=now)
    await purse.collect(50_00, now, points=0)
    await purse.move_shop("closed")
    await purse.morning(now + days(1))
    assert await purse.available(now + days(1)) == 0
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select amount, automatic, state from withdrawal where shop_id = $1 and state = 'asked'",
            purse.shop.id,
        )
    assert [tuple(row) for row in rows] == [(300_00, True, "asked")]
    await purse.check()


async def test_money_goes_out_by_itself_where_the_owner_wants_it(purse, begins, days):
    await purse.collect(150_00, begins, points=0)
    await choose_automatic(purse.shop.id, automatic=True, by=purse.owner, now=begins)
    await purse.morning(begins + days(1))
    await purse.morning(begins + days(3))
    await purse.morning(begins + days(3))
    assert await purse.accounts() == {"collected": 150_00, "settled": -15_00, "leaving": -135_00}
    await purse.check()


async def test_nobody_else_takes_a_shops_money_or_less_than_the_least(purse, begins, days):
    now = begins + days(20)
    await purse.collect(500_00, begins, points=0)
    await purse.morning(begins + days(1))
    with pytest.raises(NotFound):
        await ask_withdrawal(purse.shop.id, (await purse.balance(now)).available, by=purse.ada, now=now)
    for minor in (9_99, 500_01):
        with pytest.raises(InvalidInput):
            await purse.ask(minor, now)
    withdrawal = await purse.ask(500_00, now)
    with pytest.raises(NotFound):
        await cancel_withdrawal(withdrawal, by=purse.ada, now=now)
    await cancel_withdrawal(withdrawal, by=purse.owner, now=now)
    assert await purse.available(now) == 500_00
    # Whoever owns it next does not pay the one before.
    async with platform_scope() as scope:
        await scope.execute("update shop set owner_id = $2 where id = $1", purse.shop.id, purse.bo.account_id)
    purse.owner = purse.bo
    with pytest.raises(Refused, match="enter the account"):
        await purse.ask(500_00, now)
    await purse.check()


async def test_the_statement_of_a_month_adds_up_and_says_what_went_out(purse, begins, days):
    now = begins + days(20)
    await purse.collect(500_00, begins)
    await purse.give_back(100_00, begins + days(0.5))
    await purse.morning(begins + days(1))
    await purse.paid(200_00, now)
    async with platform_scope() as scope:
        (january,) = await read_statements(
            scope, purse.shop.id, first_of(begins), first_of(begins + days(31))
        )
    assert january.adds_up
    assert {kind: money.minor for kind, money in january.sums().items()} == {
        "collected": 500_00, "commission": -15_00, "refunds": -100_00, "withdrawals": -198_00, "fees": -2_00,
    }  # fmt: skip
    assert (january.opening.minor, january.closing.minor) == (0, 185_00)


async def at_once(*deeds):
    return await asyncio.gather(*deeds, return_exceptions=True)
