"""The 72-hour run: one order a minute on a clock of our own, over real HTTP, and what counts as passed."""

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import StateConflict, Unavailable
from bodega_shop.rehearsal import run_long
from bodega_shop.rehearsal.ask_rehearsal import ask_long_run, stop_long_run
from bodega_shop.rehearsal.keep_run import last_run, read_steps
from bodega_shop.rehearsal.run_long import ORDERS, long_check, run_minute


async def minute(theatre, twin):
    run = await last_run(twin, "long")
    await run_minute(theatre.runtime, twin, {"run_id": str(run.id)})
    return run


async def shorten(twin, planned: int) -> None:
    async with shop_scope(twin) as scope:
        await scope.execute("update rehearsal_run set planned = $1 where kind = 'long'", planned)


async def test_an_order_a_minute_is_placed_paid_and_delivered_and_the_line_is_passed(theatre, twin, clock):
    await ask_long_run(theatre.runtime, theatre.shop)
    await shorten(twin, 6)
    for _ in range(7):
        run = await minute(theatre, twin)
        clock.advance(minutes=1)
    steps = await read_steps(twin, run.id)
    assert [(step.place, step.outcome) for step in steps] == [(place, "right") for place in range(1, 7)]
    assert len({step.order_number for step in steps}) == 6
    assert (await last_run(twin, "long")).state == "passed"
    assert (await theatre.checks())["rehearsal.long"]["state"] == "passed"


async def test_a_worker_that_dies_between_paying_and_writing_leaves_one_order_and_no_second(
    theatre, twin, clock, monkeypatch
):
    await ask_long_run(theatre.runtime, theatre.shop)
    await shorten(twin, 1)

    async def die(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(run_long, "end_step", die)
        with pytest.raises(KeyboardInterrupt):
            await minute(theatre, twin)
    run = await minute(theatre, twin)
    [step] = await read_steps(twin, run.id)
    async with shop_scope(twin) as scope:
        orders = await scope.fetchval("select count(*) from purchase where contact = 'rehearsal@example.com'")
    assert (step.outcome, orders) == ("right", 1)


async def test_after_a_night_without_a_worker_the_run_goes_on_a_few_at_a_time(theatre, twin, clock):
    await ask_long_run(theatre.runtime, theatre.shop)
    run = await minute(theatre, twin)
    clock.advance(minutes=12)
    await minute(theatre, twin)
    assert len(await read_steps(twin, run.id, ("right",))) == 6


async def test_pages_that_cannot_be_reached_are_tried_again_and_not_counted_as_wrong(
    theatre, twin, clock, monkeypatch
):
    await ask_long_run(theatre.runtime, theatre.shop)
    with monkeypatch.context() as away:
        away.setattr(type(theatre.runtime.settings), "address_of", lambda *_: "http://127.0.0.1:9/")
        with pytest.raises(Unavailable):
            await minute(theatre, twin)
    run = await minute(theatre, twin)
    assert [step.outcome for step in await read_steps(twin, run.id)] == ["right"]


async def test_only_one_goes_on_at_a_time_and_a_stopped_one_stays_stopped(theatre, twin):
    await ask_long_run(theatre.runtime, theatre.shop)
    with pytest.raises(StateConflict):
        await ask_long_run(theatre.runtime, theatre.shop)
    await stop_long_run(theatre.runtime, theatre.shop)
    run = await minute(theatre, twin)
    assert await read_steps(twin, run.id) == []


@pytest.mark.parametrize(
    ("good", "wrong", "lost", "state"),
    [
        (4320, 0, 0, "passed"),
        (4316, 4, 0, "passed"),
        (4315, 5, 0, "failed"),
        (4319, 0, 1, "failed"),
        (4000, 0, 0, "failed"),
    ],
)
def test_of_4320_orders_four_may_be_late_and_none_may_be_lost(good, wrong, lost, state):
    assert ORDERS == 4320
    counted = {"good": good, "wrong": wrong, "lost": lost, "median": 900, "slowest": 4100}
    assert long_check(ORDERS, counted, ended=True).state == state
    assert long_check(ORDERS, counted, ended=False).state == "open"
