"""What a day brings to notices: statements count as arrived, and listings come back without word of a suit in time."""

from datetime import datetime

from bodega.kernel.database import platform_scope
from bodega.kernel.each_alone import each_alone
from bodega.notices.put_back import put_back_by_clock
from bodega.notices.reach_holder import count_as_reached, unconfirmed_statements
from bodega.runtime import Runtime

_ENDED = (
    "select id from notice_listing where state = 'countered' and clock_ends_at <= $1 order by clock_ends_at"
)


async def mind_notices(runtime: Runtime, *, now: datetime) -> None:
    """Each listing in a transaction of its own; run again it changes nothing. Raises once all were tried."""
    async with platform_scope() as scope:
        ended = [row["id"] for row in await scope.fetch(_ENDED, now)]
    await each_alone("notices", ended, lambda listing_id: put_back_by_clock(runtime, listing_id, now=now))


async def mind_statements(_: Runtime, *, now: datetime) -> None:
    """Those that nobody confirmed in time count as arrived; run again it changes nothing. Raises once all were tried."""
    waiting = await unconfirmed_statements(now=now)
    await each_alone("statements", waiting, lambda one: count_as_reached(*one, now=now))
