"""The long run: one order a minute for seventy-two hours, each looked after until its goods are there.

Each minute is a job of its own that plans the next one first. An order is written down before it is placed, under a
key of its own: a worker that dies in between leaves an order that the next one finds again, and never a second one.
"""

import math
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError, Unavailable
from bodega.kernel.i18n import Text
from bodega.kernel.jobs import enqueue
from bodega.lifecycle.checklist import REQUIRED, Check, keep_checks
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.orders.states import DELIVERED
from bodega_shop.rehearsal.keep_run import Outcome, Run, begin_step, end_run, end_step, start_run
from bodega_shop.rehearsal.practice_buyer import Ordered, PracticeBuyer, Unexpected, practice_buyer
from bodega_shop.rehearsal.practice_goods import CARD, fill_practice_stock, practice_sku

MINUTE_JOB = "rehearsal.minute"
ORDERS = 72 * 60
MINUTE = timedelta(minutes=1)
# After a pause the run catches up a little at a time, so that it never becomes a rush.
MOST_AT_ONCE = 5
PROMISED_MS = 60_000
# Passed at 99.9 % right: of 4,320 orders four may be late or wrong, and none may be lost.
RIGHT_PER_THOUSAND = 999

_OPEN = """
    select n from generate_series(1, $2::integer) as n
     where not exists (select 1 from rehearsal_step s
                        where s.run_id = $1 and s.place = n and s.outcome <> 'begun')
     order by n limit $3"""
_COUNT = """
    select count(*) filter (where outcome = 'right') as good, count(*) filter (where outcome = 'wrong') as wrong,
           count(*) filter (where outcome = 'lost') as lost,
           percentile_disc(0.5) within group (order by milliseconds) as median, max(milliseconds) as slowest
      from rehearsal_step where run_id = $1"""
_LOST = "select place, order_number from rehearsal_step where run_id = $1 and outcome = 'lost' order by place limit 50"


async def run_minute(runtime: Runtime, twin: Shop, payload: dict[str, Any]) -> None:
    """The job."""
    now = runtime.clock.now()
    run = await start_run(twin, UUID(payload["run_id"]), now=now)
    if run is None or run.started_at is None:
        return
    passed = math.floor((now - run.started_at) / MINUTE)
    await plan_minute(twin, run.id, run.started_at + (passed + 1) * MINUTE)
    await fill_practice_stock(twin, now=now)
    async with shop_scope(twin) as scope:
        due = await scope.fetch(_OPEN, run.id, min(passed + 1, run.planned), MOST_AT_ONCE)
    async with practice_buyer(runtime, twin) as buyer:
        for row in due:
            await _place_one(buyer, run, row["n"])
    if not due and passed >= run.planned:
        await _finish(runtime, twin, run)
    elif passed % 60 == 0:
        await _report(twin, run, ended=False, now=now)


async def plan_minute(twin: Shop, run_id: UUID, due: datetime) -> None:
    """Once however often it is asked for."""
    async with shop_scope(twin) as scope:
        await enqueue(
            scope, MINUTE_JOB, {"run_id": str(run_id)}, after=due, once=f"{run_id}:{due:%Y%m%d%H%M}"
        )


async def _place_one(buyer: PracticeBuyer, run: Run, place: int) -> None:
    """One order to its end. What cannot be reached at all is tried again with the next minute."""
    twin, clock = buyer.twin, buyer.runtime.clock
    await begin_step(twin, run.id, place, "minute", now=clock.now())
    number, milliseconds, problem = "", None, ""
    outcome: Outcome = "right"
    try:
        placed = await buyer.order(practice_sku(twin, CARD), key=f"{run.id}:{place}")
        number = placed.number
        milliseconds = await _pay_and_wait(buyer, placed)
        if milliseconds > PROMISED_MS:
            outcome, problem = "wrong", "late"
    except Unavailable:
        raise
    except BodegaError as error:
        # An order that was never taken is a wrong one; money that brought nothing is looked for again at the end.
        outcome, problem = ("lost" if number else "wrong"), str(error)
    await end_step(
        twin,
        run.id,
        place,
        outcome,
        number=number,
        milliseconds=milliseconds,
        problem=problem,
        now=clock.now(),
    )


async def _pay_and_wait(buyer: PracticeBuyer, placed: Ordered) -> int:
    """Milliseconds from paying to holding the one code; raises `Unexpected`."""
    began = time.perf_counter()
    if placed.state == "pending" and placed.pay_url:
        await buyer.press(placed.pay_url, "stay")
    seen = await buyer.wait(placed, (DELIVERED,))
    if len(seen["codes"]) != 1:
        raise Unexpected("%(found)s codes came in place of %(wanted)s.", found=len(seen["codes"]), wanted=1)
    return round((time.perf_counter() - began) * 1000)


async def _finish(runtime: Runtime, twin: Shop, run: Run) -> None:
    """Look once more for what seemed lost: found, it was late, which is wrong and not lost."""
    now = runtime.clock.now()
    async with shop_scope(twin) as scope:
        for row in await scope.fetch(_LOST, run.id):
            if await scope.fetchval(
                "select 1 from purchase where number = $1 and state in ('delivered', 'refunded')",
                row["order_number"],
            ):
                await scope.execute(
                    "update rehearsal_step set outcome = 'wrong', problem = 'late' where run_id = $1 and place = $2",
                    run.id, row["place"],
                )  # fmt: skip
    passed = await _report(twin, run, ended=True, now=now)
    await end_run(twin, run.id, "passed" if passed else "failed", now=now)


async def _report(twin: Shop, run: Run, *, ended: bool, now: datetime) -> bool:
    async with shop_scope(twin) as scope:
        counted = dict(await scope.fetchrow(_COUNT, run.id) or {})
    check = long_check(run.planned, counted, ended=ended)
    if twin.rehearses is not None:
        await keep_checks(twin.rehearses, [check], now=now)
    return check.state == "passed"


def long_check(planned: int, counted: dict[str, Any], *, ended: bool) -> Check:
    """The line of the checklist: open while the run goes on."""
    good, wrong, lost = counted["good"], counted["wrong"], counted["lost"]
    passes = lost == 0 and good * 1000 >= planned * RIGHT_PER_THOUSAND
    figures = [
        (Text(en="Right", zh="正确"), f"{good} / {planned}"),
        (Text(en="Late or wrong", zh="迟到或有误"), str(wrong)),
        (Text(en="Lost", zh="丢失"), str(lost)),
    ]
    if counted["median"] is not None:
        figures.append(
            (
                Text(en="Seconds to the goods, median", zh="到货秒数，中位数"),
                f"{counted['median'] / 1000:.1f}",
            )
        )
        figures.append((Text(en="The slowest", zh="最慢一单（秒）"), f"{counted['slowest'] / 1000:.1f}"))
    problem = Text(
        en="At least 99.9 % must be right, and none may be lost.", zh="须至少 99.9% 正确，且不得丢单。"
    )
    state = ("passed" if passes else "failed") if ended else "open"
    return Check(
        "rehearsal.long",
        REQUIRED["rehearsal.long"],
        state,
        tuple(figures),
        (problem,) if state == "failed" else (),
    )
