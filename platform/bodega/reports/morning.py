"""Each morning: start the reports whose span is over, ask again who did not tell, and make what has waited long enough."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.jobs import enqueue
from bodega.qualifications.china_day import china_day
from bodega.reports.periods import KINDS, last_period
from bodega.reports.start_report import MAKE_JOB, ask_open_parts, start_report
from bodega.runtime import Runtime
from bodega.street.mornings import plan_coming

MORNING_JOB = "reports.morning"


async def run_morning(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_coming(MORNING_JOB, now)
    await start_due(actor_id=None, actor="Bodega", now=now)
    await go_on(now=now)


async def start_due(*, actor_id: UUID | None, actor: str, now: datetime) -> int:
    """How many were started: of each kind the last span that is over, if it was not started before."""
    periods = [last_period(kind, china_day(now)) for kind in KINDS]
    return sum([await start_report(period, actor_id=actor_id, actor=actor, now=now) for period in periods])


async def go_on(*, now: datetime) -> None:
    """Reports that still wait for shops."""
    async with platform_scope() as scope:
        rows = await scope.fetch("select id from report_run where state = 'gathering' order by id")
        for row in rows:
            await enqueue(scope, MAKE_JOB, {"run_id": str(row["id"])}, once=f"{row['id']}:{china_day(now)}")
    for row in rows:
        await ask_open_parts(row["id"])
