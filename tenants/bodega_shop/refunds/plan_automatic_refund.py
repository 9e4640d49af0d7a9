"""See to it that somebody looks when money has waited as long as the shop lets it wait, and say whose time is up."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue

AUTOMATIC_JOB = "refunds.automatic"
STEP_SECONDS = 60
ACTOR = "clock"
REASON = "automatic"
MOST_PER_ROUND = 100


async def plan_automatic_refund(scope: Scope, *, now: datetime) -> None:
    """For an order that became an exception, or money too much that came, now; nothing where the shop has set no time."""
    minutes = await scope.fetchval("select auto_refund_minutes from profile")
    if minutes is not None:
        await look_again(scope, now + timedelta(minutes=minutes))


async def look_again(scope: Scope, at: datetime) -> None:
    """One look a minute, however many orders ask for it."""
    step = int(at.timestamp()) // STEP_SECONDS + 1
    due = datetime.fromtimestamp(step * STEP_SECONDS, UTC)
    await enqueue(scope, AUTOMATIC_JOB, {"step": step}, after=due, once=str(step))


async def pick_due(scope: Scope, rows: Sequence[Any], after: timedelta, *, now: datetime) -> list[Any]:
    """Of `rows`, the oldest `since` first, those that have waited for `after`; for the next one, another look."""
    later = [row["since"] for row in rows if row["since"] > now - after]
    if later or len(rows) == MOST_PER_ROUND:
        await look_again(scope, later[0] + after if later else now)
    return [row for row in rows if row["since"] <= now - after]
