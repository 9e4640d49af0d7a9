"""When to ask about a refund again: soon at first, once a day in the end."""

from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue

QUERY_JOB = "refunds.query"
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 15, 30, 60, 120, 300, 900, 3_600, 4 * 3_600, 24 * 3_600)
)


def pause_after(age: timedelta) -> timedelta:
    """The pause for a refund of that age: the first one that is not shorter than the time it has waited already."""
    return next((pause for pause in PAUSES if pause > age), PAUSES[-1])


async def ask_at(scope: Scope, refund_id: UUID, at: datetime) -> None:
    """Write down when, and enqueue it in the same transaction."""
    await scope.execute("update refund set query_at = $2 where id = $1", refund_id, at)
    job = {"refund": str(refund_id)}
    await enqueue(scope, QUERY_JOB, job, after=at, once=f"{refund_id}:{int(at.timestamp())}")
