"""Each morning: what the platform knows of people goes where its time is over, a handful at a time."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from bodega.retention.erase_accounts import erase_accounts
from bodega.retention.erase_identities import erase_identities
from bodega.retention.erase_report_files import erase_report_files
from bodega.retention.forget_logs import forget_logs
from bodega.retention.periods import MOST_BATCHES
from bodega.runtime import Runtime
from bodega.street.mornings import plan_coming

MORNING_JOB = "platform_retention.morning"


async def run_morning(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_coming(MORNING_JOB, now)
    await let_go(runtime, now=now)


async def let_go(runtime: Runtime, *, now: datetime) -> None:
    """Identities before accounts: an account goes only once nothing hangs on it."""
    await _all(lambda: erase_identities(runtime, now=now))
    await _all(lambda: erase_accounts(runtime, now=now))
    await _all(lambda: erase_report_files(runtime, now=now))
    await _all(lambda: forget_logs(now=now))


async def _all(some: Callable[[], Awaitable[int]]) -> None:
    for _ in range(MOST_BATCHES):
        if not await some():
            return
