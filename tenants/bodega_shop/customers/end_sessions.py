"""End a customer's sessions: this one at sign-out, one from the list, all others, or all."""

from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.street.shop import Shop


async def end_session(shop: Shop, customer_id: UUID, session_id: UUID) -> None:
    """End one of the customer's own sessions; raises `NotFound` for anybody else's."""
    async with shop_scope(shop) as scope:
        if not await scope.execute(
            "delete from customer_session where id = $1 and customer_id = $2", session_id, customer_id
        ):
            raise NotFound


async def end_others(shop: Shop, customer_id: UUID, *, keep: UUID) -> int:
    """End every session but this one; how many there were comes back."""
    async with shop_scope(shop) as scope:
        return await end_other_sessions(scope, customer_id, keep=keep)


async def end_other_sessions(scope: Scope, customer_id: UUID, *, keep: UUID) -> int:
    return await scope.execute(
        "delete from customer_session where customer_id = $1 and id <> $2", customer_id, keep
    )


async def end_all_sessions(scope: Scope, customer_id: UUID) -> int:
    return await scope.execute("delete from customer_session where customer_id = $1", customer_id)
