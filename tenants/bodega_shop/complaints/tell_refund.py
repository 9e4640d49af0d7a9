"""Tell the platform that money went back which it decided should: asked for with the refund, done by a job."""

from typing import Any
from uuid import UUID

from bodega.complaints.take_refund import take_refund
from bodega.kernel.database import Scope, platform_scope, shop_scope
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.complaints.given_back import given_back

TELL_JOB = "complaints.tell_refund"

_OWED = """
    select c.id from complaint c join refund r on r.purchase_id = c.purchase_id
     where r.id = $1 and c.refund_level is not null and not c.refunded"""
_ORDER = "select purchase_id from complaint where id = $1 and not refunded"


async def tell_refund_soon(scope: Scope, refund_id: UUID) -> None:
    """Once this transaction commits; nothing for an order of which nothing was decided."""
    for row in await scope.fetch(_OWED, refund_id):
        await enqueue(scope, TELL_JOB, {"complaint_id": str(row["id"])})


async def tell_refund(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job."""
    complaint_id = UUID(payload["complaint_id"])
    async with shop_scope(shop) as scope:
        purchase_id = await scope.fetchval(_ORDER, complaint_id)
        back = await given_back(scope, purchase_id) if purchase_id else None
    if back is None:
        return
    async with platform_scope() as scope:
        await take_refund(runtime, scope, complaint_id, back, now=runtime.clock.now())
