"""See to it that a job chains new entries of the audit trail soon, without making deeds wait for each other."""

from datetime import UTC, datetime, timedelta

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue

SEAL_JOB = "audit.seal"
_EVERY_SECONDS = 60
_LOCK = 0x61756469_00000000


async def ensure_sealing(scope: Scope, *, now: datetime) -> None:
    """One job for the minute that is running, due at its end.

    Two transactions that enqueue one key would wait for each other until the first commits. So whoever does not get
    the lock leaves it to whoever has it; should that one roll back, the next deed enqueues again.
    """
    minute = int(now.timestamp()) // _EVERY_SECONDS
    if await scope.fetchval("select pg_try_advisory_xact_lock($1)", _LOCK + minute):
        due = datetime.fromtimestamp((minute + 1) * _EVERY_SECONDS, UTC) + timedelta(seconds=1)
        await enqueue(scope, SEAL_JOB, {}, after=due, once=str(minute))
