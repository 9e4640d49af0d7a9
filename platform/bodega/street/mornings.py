"""What comes each morning: jobs that plan their next run themselves, and lists of shops that get one job each."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.jobs import enqueue
from bodega.qualifications.china_day import next_morning

_AT_ONCE = 200


async def plan_coming(job: str, now: datetime) -> None:
    """The coming morning's run, once however often it is asked for: every worker that starts asks.

    A run plans the next one before it does anything else, so that one failure does not end them all.
    """
    due = next_morning(now)
    async with platform_scope() as scope:
        await enqueue(scope, job, {}, after=due, once=f"{due:%Y%m%d}")


async def hand_out(job: str, shops: str, *, key: str = "") -> None:
    """One `job` for each shop, a handful in a transaction; of two with the same `key` for one shop the second is dropped.

    `shops` gives the ids above $1 in their order, at most $2 of them.
    """
    last = UUID(int=0)
    while True:
        async with platform_scope() as scope:
            ids: list[UUID] = [row[0] for row in await scope.fetch(shops, last, _AT_ONCE)]
            for shop_id in ids:
                await enqueue(
                    scope, job, {"shop_id": str(shop_id)}, once=f"{shop_id}:{key}" if key else str(shop_id)
                )
        if len(ids) < _AT_ONCE:
            return
        last = ids[-1]
