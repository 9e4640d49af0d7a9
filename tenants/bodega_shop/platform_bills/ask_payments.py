"""Every five minutes: ask about payments of bills that were begun and of which nothing was heard."""

from datetime import datetime, timedelta
from typing import Any

from bodega.kernel.database import platform_scope
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega_shop.platform_bills.hear_bill_payment import query_due

ASK_JOB = "billing.ask_payments"
_PAUSE = timedelta(minutes=5)


async def ask_payments(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. It plans itself again while payments are open; beginning one plans it first."""
    now = runtime.clock.now()
    await query_due(runtime, now=now)
    async with platform_scope() as scope:
        if await scope.fetchval("select 1 from bill_payment where query_at is not null limit 1"):
            await enqueue(scope, ASK_JOB, {}, after=now + _PAUSE, once="next")


async def plan_asking(now: datetime) -> None:
    """Somebody is on the way to pay."""
    async with platform_scope() as scope:
        await enqueue(scope, ASK_JOB, {}, after=now + timedelta(minutes=1), once="first")
