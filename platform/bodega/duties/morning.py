"""Each morning: the clocks of complaints and of right holders' notices."""

from datetime import datetime
from typing import Any

from bodega.complaints.mind_clocks import mind_complaints
from bodega.duties.forget_ended import forget_ended
from bodega.kernel.each_alone import each_alone
from bodega.notices.mind_clocks import mind_notices, mind_statements
from bodega.runtime import Runtime
from bodega.street.mornings import plan_coming

MORNING_JOB = "duties.morning"


async def run_morning(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_coming(MORNING_JOB, now)
    await mind_duties(runtime, now=now)


async def mind_duties(runtime: Runtime, *, now: datetime) -> None:
    """All that one day brings; asked for again on the same day it changes nothing."""
    minders = (mind_complaints, mind_statements, mind_notices, _forget_all)
    await each_alone("duties", minders, lambda mind: mind(runtime, now=now))


async def _forget_all(runtime: Runtime, *, now: datetime) -> None:
    while await forget_ended(runtime, now=now):
        pass
