"""Let the extensions know of money that went back, or was lost to a dispute, through a job of the same transaction."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue
from bodega_shop.complaints.tell_refund import tell_refund_soon

TELL_JOB = "refunds.tell"


async def announce_refund(
    scope: Scope, refund_id: UUID, *, now: datetime, reversed_after: bool = False
) -> None:
    """Enqueue the news that a refund is done or, with `reversed_after`, that it failed after it had been."""
    payload = {"refund": str(refund_id), "reversed": reversed_after, "at": now.isoformat()}
    await enqueue(scope, TELL_JOB, payload)
    if not reversed_after:
        await tell_refund_soon(scope, refund_id)


async def announce_lost_dispute(
    scope: Scope, dispute_id: UUID, *, now: datetime, reversed_after: bool = False
) -> None:
    """Enqueue the news that a dispute is lost or, with `reversed_after`, that it was won after it had been."""
    payload = {"dispute": str(dispute_id), "reversed": reversed_after, "at": now.isoformat()}
    await enqueue(scope, TELL_JOB, payload)
