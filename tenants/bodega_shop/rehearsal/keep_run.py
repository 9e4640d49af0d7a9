"""What is written down of a run while it goes on, so that a worker that dies loses nothing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop

Kind = Literal["script", "long"]
Outcome = Literal["begun", "right", "wrong", "lost"]

_RUN = "id, kind, state, planned, problem, asked_at, started_at, ended_at"
_BEGIN = """
    insert into rehearsal_run (id, kind, state, planned, asked_at) values ($1, $2, 'waiting', $3, $4)
    on conflict do nothing"""
_STEP = """
    insert into rehearsal_step (run_id, place, kind, outcome, began_at) values ($1, $2, $3, 'begun', $4)
    on conflict do nothing"""
_END_STEP = """
    update rehearsal_step set outcome = $3, order_number = $4, milliseconds = $5, problem = $6, ended_at = $7
     where run_id = $1 and place = $2"""


@dataclass(frozen=True)
class Run:
    """A run as it stands."""

    id: UUID
    kind: str
    state: str
    planned: int
    problem: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Step:
    """One order of a run, and the first good in it; `milliseconds` from paying to holding the goods, for what was paid."""

    place: int
    kind: str
    order_number: str
    outcome: str
    milliseconds: int | None
    problem: str
    good: str | None = None


async def ask_run(scope: Scope, kind: Kind, planned: int, *, now: datetime) -> UUID | None:
    """The new run, or None while one of its kind waits or runs."""
    run_id = new_id()
    return run_id if await scope.execute(_BEGIN, run_id, kind, planned, now) else None


async def start_run(twin: Shop, run_id: UUID, *, now: datetime) -> Run | None:
    """The run, begun now or before; None when it has ended."""
    async with shop_scope(twin) as scope:
        row = await scope.fetchrow(
            "update rehearsal_run set state = 'running', started_at = coalesce(started_at, $2)"
            " where id = $1 and state in ('waiting', 'running') returning " + _RUN,
            run_id, now,
        )  # fmt: skip
    return Run(**dict(row)) if row else None


async def end_run(twin: Shop, run_id: UUID, state: str, *, problem: str = "", now: datetime) -> None:
    async with shop_scope(twin) as scope:
        await scope.execute(
            "update rehearsal_run set state = $2, problem = $3, ended_at = $4"
            " where id = $1 and state in ('waiting', 'running')",
            run_id, state, problem, now,
        )  # fmt: skip


async def begin_step(twin: Shop, run_id: UUID, place: int, kind: str, *, now: datetime) -> None:
    """Begun before, by a worker that died, it stays as it is."""
    async with shop_scope(twin) as scope:
        await scope.execute(_STEP, run_id, place, kind, now)


async def end_step(
    twin: Shop,
    run_id: UUID,
    place: int,
    outcome: Outcome,
    *,
    number: str = "",
    milliseconds: int | None = None,
    problem: str = "",
    now: datetime,
) -> None:
    async with shop_scope(twin) as scope:
        await scope.execute(_END_STEP, run_id, place, outcome, number, milliseconds, problem[:500], now)


async def read_steps(twin: Shop, run_id: UUID, outcomes: Sequence[str] = ()) -> list[Step]:
    """In order; with `outcomes` only those."""
    async with shop_scope(twin) as scope:
        rows = await scope.fetch(
            "select place, kind, order_number, outcome, milliseconds, problem,"
            " (select l.product_title from purchase o join purchase_line l on l.purchase_id = o.id"
            "   where o.number = order_number limit 1) as good from rehearsal_step"
            " where run_id = $1 and ($2::text[] = '{}' or outcome = any($2::text[])) order by place",
            run_id, list(outcomes),
        )  # fmt: skip
    return [Step(**dict(row)) for row in rows]


async def last_run(twin: Shop, kind: Kind) -> Run | None:
    async with shop_scope(twin) as scope:
        row = await scope.fetchrow(
            f"select {_RUN} from rehearsal_run where kind = $1 order by asked_at desc, id desc limit 1", kind
        )
    return Run(**dict(row)) if row else None
