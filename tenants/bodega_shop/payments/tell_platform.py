"""Let the platform know of money that goes through it, through a job of the same transaction."""

from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue

PLATFORM_JOB = "payments.tell_platform"


_SELECT = """
    select p.out_trade_no from payment p join channel c on c.id = p.channel_id
     where p.id = $1 and c.platform_channel_id is not null"""


async def tell_platform_of(scope: Scope, payment_id: UUID) -> None:
    """Something was booked for that payment; nothing is told of a shop's own channel."""
    out_trade_no = await scope.fetchval(_SELECT, payment_id)
    if out_trade_no is not None:
        await tell_platform(scope, out_trade_no)


async def tell_platform(scope: Scope, out_trade_no: str) -> None:
    await enqueue(scope, PLATFORM_JOB, {"out_trade_no": out_trade_no})
