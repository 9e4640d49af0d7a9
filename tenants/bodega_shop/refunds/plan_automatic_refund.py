"""See to it that somebody looks when an exception has waited as long as the shop lets one wait."""

from datetime import UTC, datetime, timedelta

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue

AUTOMATIC_JOB = "refunds.automatic"
STEP_SECONDS = 60


async def plan_automatic_refund(scope: Scope, *, now: datetime) -> None:
    """For an order that became an exception now; nothing where the shop has set no time."""
    minutes = await scope.fetchval("select auto_refund_minutes from profile")
    if minutes is not None:
        await look_again(scope, now + timedelta(minutes=minutes))


async def look_again(scope: Scope, at: datetime) -> None:
    """One look a minute, however many orders ask for it."""
    step = int(at.timestamp()) // STEP_SECONDS + 1
    due = datetime.fromtimestamp(step * STEP_SECONDS, UTC)
    await enqueue(scope, AUTOMATIC_JOB, {"step": step}, after=due, once=str(step))
