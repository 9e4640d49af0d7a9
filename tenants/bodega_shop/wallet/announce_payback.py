"""Let the customer know what became of the money that was asked back, through a job of the deciding transaction."""

from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue

TELL_JOB = "wallet.tell_payback"


async def announce_payback(scope: Scope, payback_id: UUID) -> None:
    """Enqueue the message."""
    await enqueue(scope, TELL_JOB, {"payback": str(payback_id)})
