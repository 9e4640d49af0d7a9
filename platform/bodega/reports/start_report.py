"""Start the report of a span of time: every shop that was here in it is asked for its sums, one job each."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.reports.periods import Period, moment
from bodega.staff.audit import record

SHOP_JOB = "reports.shop"
MAKE_JOB = "reports.make"
_AT_ONCE = 500

# A shop counts from the day on which it opened until it left; a rehearsal is no shop.
_HERE = """
    select s.id from shop s
     where s.rehearses is null and s.opened_at < $3 and coalesce(s.left_at, 'infinity') >= $2"""
# A span in which nobody was here has nothing that anybody waits for.
_START = f"""
    with here as materialized ({_HERE} limit 1)
    insert into report_run (id, kind, begins, ends, due_on, state, started_at)
    select $1, $4, $5, $6, $7, 'gathering', $8 from here on conflict (kind, begins) do nothing"""
_ASKED = f"""
    with here as materialized ({_HERE})
    insert into report_part (run_id, shop_id, state) select $1, id, 'waiting' from here
    on conflict (run_id, shop_id) do nothing"""
_OPEN = """
    select shop_id from report_part where run_id = $1 and state <> 'told' and shop_id > $2 order by shop_id limit $3"""


async def start_report(period: Period, *, actor_id: UUID | None, actor: str, now: datetime) -> bool:
    """Whether it is new; one that was started before goes on as it is, and one about nobody is not begun."""
    async with platform_scope() as scope:
        run_id, span = new_id(), (moment(period.begins), moment(period.ends))
        if not await scope.execute(
            _START, run_id, *span, period.kind, period.begins, period.ends, period.due_on, now
        ):
            return False
        await scope.execute(_ASKED, run_id, *span)
        await record(
            scope, deed="report.started", actor_id=actor_id, actor=actor, now=now, kind=period.kind,
            begins=period.begins.isoformat(),
        )  # fmt: skip
    await ask_open_parts(run_id)
    return True


async def ask_open_parts(run_id: UUID) -> None:
    """One job for each shop that did not tell yet."""
    last = UUID(int=0)
    while True:
        async with platform_scope() as scope:
            shops = await _ask_some(scope, run_id, last)
        if len(shops) < _AT_ONCE:
            return
        last = shops[-1]


async def _ask_some(scope: Scope, run_id: UUID, last: UUID) -> list[UUID]:
    shops = [row["shop_id"] for row in await scope.fetch(_OPEN, run_id, last, _AT_ONCE)]
    for shop_id in shops:
        await enqueue(
            scope, SHOP_JOB, {"run_id": str(run_id), "shop_id": str(shop_id)}, once=f"{run_id}:{shop_id}"
        )
    return shops
