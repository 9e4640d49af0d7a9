"""Let the platform know of money that it collected for the shop, through a job of the same transaction."""

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue

PLATFORM_JOB = "payments.tell_platform"


async def tell_platform(scope: Scope, out_trade_no: str) -> None:
    await enqueue(scope, PLATFORM_JOB, {"out_trade_no": out_trade_no})
