"""The 72-hour run from its first minute to its verdict, over real HTTP, on a clock of our own.

BODEGA_LONG_RUN says how many minutes are played: a few by default, all 4,320 before a release.
"""

import logging
import os

import pytest

from bodega.kernel.database import shop_scope
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.rehearsal import practice_buyer
from bodega_shop.rehearsal.ask_rehearsal import ask_long_run
from bodega_shop.rehearsal.keep_run import last_run, read_steps
from bodega_shop.rehearsal.practice_buyer import PracticeBuyer
from bodega_shop.rehearsal.practice_goods import CARD, practice_sku
from bodega_shop.rehearsal.run_long import run_minute

# Whoever plays it whole sees what was measured with --log-cli-level=info.
log = logging.getLogger("rehearsal")
MINUTES = int(os.environ.get("BODEGA_LONG_RUN", "24"))
SOLD = """
    select count(distinct o.id) as orders, count(distinct o.idempotency_digest) as wanted, count(c.id) as codes
      from purchase o join code c on c.purchase_id = o.id and c.state = 'sold' where o.state = 'delivered'"""


@pytest.fixture
def play(theatre, twin, clock):
    """Plays a run of so many minutes to its verdict; `before` happens at the beginning of a minute."""

    async def play(minutes: int, before=None):
        await ask_long_run(theatre.runtime, theatre.shop)
        async with shop_scope(twin) as scope:
            await scope.execute("update rehearsal_run set planned = $1", minutes)
        run = await last_run(twin, "long")
        for minute in range(minutes + 1):
            if before is not None:
                await before(minute)
            await run_minute(theatre.runtime, twin, {"run_id": str(run.id)})
            clock.advance(minutes=1)
        return await read_steps(twin, run.id), (await last_run(twin, "long")).state

    return play


async def test_every_minute_brings_one_order_with_a_code_that_nobody_had_before(theatre, twin, play):
    steps, state = await play(MINUTES)
    wrong = [(step.place, step.outcome, step.problem) for step in steps if step.outcome != "right"]
    assert (wrong[:20], state, len(steps)) == ([], "passed", MINUTES)
    async with shop_scope(twin) as scope:
        assert dict(await scope.fetchrow(SOLD)) == dict.fromkeys(("orders", "wanted", "codes"), MINUTES)
    assert await audit_shop(twin) == []
    line = (await theatre.checks())["rehearsal.long"]
    assert line["state"] == "passed"
    log.info(", ".join(f"{label['en']} {value}" for label, value in line["figures"]))


async def test_one_order_that_was_paid_and_brought_nothing_fails_the_whole_run(
    theatre, twin, play, monkeypatch
):
    pressed, bought = [], PracticeBuyer.press

    async def press(buyer, pay_url, deed):
        pressed.append(pay_url)
        return await bought(buyer, pay_url, "never-notify" if len(pressed) == 3 else deed)

    monkeypatch.setattr(PracticeBuyer, "press", press)
    monkeypatch.setattr(practice_buyer, "PATIENCE_SECONDS", 0.3)
    steps, state = await play(6)
    assert [step.outcome for step in steps] == ["right", "right", "lost", "right", "right", "right"]
    assert state == "failed"
    line = (await theatre.checks())["rehearsal.long"]
    assert (line["state"], len(line["problems"])) == ("failed", 1)


async def test_one_order_in_six_that_was_not_taken_is_more_than_a_run_may_have(theatre, twin, play):
    async def close_for_a_minute(minute):
        async with shop_scope(twin) as scope:
            await scope.execute(
                "update sku set active = $2 where id = $1", practice_sku(twin, CARD), minute != 2
            )

    steps, state = await play(6, close_for_a_minute)
    assert [step.outcome for step in steps].count("wrong") == 1
    assert (state, (await theatre.checks())["rehearsal.long"]["state"]) == ("failed", "failed")
