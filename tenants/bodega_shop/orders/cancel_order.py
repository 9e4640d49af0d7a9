"""Cancel an unpaid order: the service is told to take no more money, then the codes go back on the shelf."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.errors import StateConflict
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.orders.expire_orders import end_order
from bodega_shop.orders.states import CANCELLED
from bodega_shop.payments.close_payments import close_payments


async def cancel_order(runtime: Runtime, shop: Shop, order_id: UUID, *, actor: str, now: datetime) -> None:
    """Cancel; raises `StateConflict` when the order was paid or ended already, also when its money just came."""
    await close_payments(runtime, shop, order_id, now=now)
    if not await end_order(runtime, shop, order_id, CANCELLED, actor=actor, now=now):
        raise StateConflict
