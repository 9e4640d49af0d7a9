"""Block a customer, or let one in again: every session ends, the balance and the orders stay theirs."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.street.shop import Shop
from bodega_shop.customers.end_sessions import end_all_sessions
from bodega_shop.settings.record_deed import Actor, record_deed

_MOVE = "update customer set state = $3 where id = $1 and state = $2"


async def block_customer(shop: Shop, customer_id: UUID, reason: str, *, by: Actor, now: datetime) -> None:
    """Raises `InvalidInput` without a reason, `StateConflict` for a customer who is not active."""
    if not reason.strip():
        raise InvalidInput("Please fill this in.", field="reason")
    async with shop_scope(shop) as scope:
        if not await scope.execute(_MOVE, customer_id, "active", "blocked"):
            raise StateConflict
        await end_all_sessions(scope, customer_id)
        await record_deed(scope, "customer.blocked", str(customer_id), by=by, now=now, reason=reason)


async def unblock_customer(shop: Shop, customer_id: UUID, *, by: Actor, now: datetime) -> None:
    """Raises `StateConflict` for a customer who is not blocked."""
    async with shop_scope(shop) as scope:
        if not await scope.execute(_MOVE, customer_id, "blocked", "active"):
            raise StateConflict
        await record_deed(scope, "customer.unblocked", str(customer_id), by=by, now=now)
