"""What a day brings to notices: listings come back of which no word of a suit came in time."""

from datetime import datetime

from bodega.kernel.database import platform_scope
from bodega.kernel.each_alone import each_alone
from bodega.notices.put_back import put_back_by_clock
from bodega.runtime import Runtime

_ENDED = (
    "select id from notice_listing where state = 'countered' and clock_ends_at <= $1 order by clock_ends_at"
)


async def mind_notices(runtime: Runtime, *, now: datetime) -> None:
    """Each listing in a transaction of its own; run again it changes nothing. Raises once all were tried."""
    async with platform_scope() as scope:
        ended = [row["id"] for row in await scope.fetch(_ENDED, now)]
    await each_alone("notices", ended, lambda listing_id: put_back_by_clock(runtime, listing_id, now=now))
