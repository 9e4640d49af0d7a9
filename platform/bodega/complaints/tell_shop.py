"""The job that lets a shop know how a complaint stands: what its console counts, and whether money is to go back."""

from typing import Any
from uuid import UUID

from bodega.complaints.complaint import read_complaint
from bodega.duties.duty_doors import duty_doors, shop_with_tables
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.jobs import enqueue
from bodega.plugins.duty_door import ComplaintNews
from bodega.runtime import Runtime

TELL_JOB = "complaints.tell_shop"


async def tell_shop_soon(scope: Scope, complaint_id: UUID) -> None:
    """Once this transaction commits. Each time anew: a job that is running already may have read it before."""
    await enqueue(scope, TELL_JOB, {"complaint_id": str(complaint_id)})


async def tell_shop(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job."""
    async with platform_scope() as scope:
        try:
            complaint = await read_complaint(scope, UUID(payload["complaint_id"]))
        except NotFound:
            return
    if complaint.shop_id is None or complaint.opened_at is None:
        return
    shop = await shop_with_tables(runtime, complaint.shop_id)
    if shop is None:
        return
    news = ComplaintNews(
        complaint.id, complaint.number, complaint.kind, complaint.state, complaint.verdict, complaint.acts_until,
        complaint.refund_level, complaint.refunded_at is not None, complaint.revision,
    )  # fmt: skip
    for door in duty_doors(runtime):
        await door.hear(shop, news, now=runtime.clock.now())
