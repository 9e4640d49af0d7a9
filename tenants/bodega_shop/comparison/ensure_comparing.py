"""See to it that the coming night plans which lists are compared: one job per shop and day."""

from datetime import datetime, timedelta

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue
from bodega_shop.comparison.china_day import at_hour, china_day

PLAN_JOB = "comparison.plan"
EARLY = timedelta(minutes=5)


async def ensure_comparing(scope: Scope, *, now: datetime) -> None:
    """Enqueue the plan of the coming night, once however often it is asked for."""
    day = china_day(now) + timedelta(days=1)
    await enqueue(scope, PLAN_JOB, {}, after=at_hour(day, 0) + EARLY, once=f"{day}")
