"""Clear the queue's own log of what is older than thirty days: it grows with each job and tells failures in full."""

from datetime import datetime, timedelta
from typing import Any

from bodega.kernel.database import platform_scope
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime

CLEAR_JOB = "queue.clear_log"
KEPT = timedelta(days=30)
_AT_ONCE = 10_000
_NIGHT = timedelta(hours=19)

# The oldest rows have the lowest ids, so no index over their moments is needed.
_CLEAR = """
    with oldest as (select id from queue.pgqueuer_log order by id limit $2)
    delete from queue.pgqueuer_log l using oldest where l.id = oldest.id and l.created < $1"""


async def clear_queue_log(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job, once a night. The next night's is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_clearing(now)
    while await clear_once(now) == _AT_ONCE:
        pass


async def plan_clearing(now: datetime) -> None:
    """The coming night's clearing, 3 in the morning in Shanghai; every worker that starts asks for it, and one is kept."""
    night = now.replace(hour=0, minute=0, second=0, microsecond=0) + _NIGHT
    due = night if night > now else night + timedelta(days=1)
    async with platform_scope() as scope:
        await enqueue(scope, CLEAR_JOB, {}, after=due, once=f"{due:%Y%m%d}")


async def clear_once(now: datetime) -> int:
    """How many rows went, in one short transaction."""
    async with platform_scope() as scope:
        return await scope.execute(_CLEAR, now - KEPT, _AT_ONCE)
