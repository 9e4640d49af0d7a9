"""A person looked a refund up at the service and says what they found there: the money went, or it did not."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import StateConflict
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.refunding import RefundStatus
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.refunds.settle_refund import settle_in
from bodega_shop.settings.record_deed import Actor, record_deed

Finding = Literal["went", "stayed"]

_UNDECIDED = (
    "select number from refund where id = $1 and purchase_id = $2 and state in ('unknown', 'pending')"
)


async def decide_refund(
    runtime: Runtime,
    shop: Shop,
    order_id: UUID,
    refund_id: UUID,
    finding: Finding,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Only for a refund of that order of which nobody knows the outcome; raises `StateConflict` for any other."""
    status = RefundStatus("succeeded") if finding == "went" else RefundStatus("failed", failure="by_hand")
    async with shop_scope(shop) as scope:
        number = await scope.fetchval(_UNDECIDED, refund_id, order_id)
        if number is None:
            raise StateConflict
        settled = await settle_in(scope, refund_id, status, actor=by.name, now=now)
        if settled.word not in ("done", "failed"):
            raise StateConflict
        await record_deed(scope, "refund.decided", number, by=by, now=now, finding=finding)
    await say_order_changed(runtime, shop, order_id)
