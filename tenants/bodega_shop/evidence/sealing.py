"""See to it that new events are sealed: one job per shop and hour, for as long as there is anything to seal."""

from datetime import datetime, timedelta

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue

SEAL_JOB = "evidence.seal"
ANCHOR_JOB = "evidence.anchor"


async def ensure_sealing(scope: Scope, *, now: datetime) -> None:
    """Enqueue the job of the next full hour, once however often it is asked for."""
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    await enqueue(scope, SEAL_JOB, {}, after=hour, once=f"{hour:%Y%m%d%H}")
