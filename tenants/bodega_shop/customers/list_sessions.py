"""List where a customer is signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.customers.start_session import IDLE


@dataclass(frozen=True)
class ListedSession:
    """One browser that is signed in."""

    id: UUID
    address: str
    agent: str
    created_at: datetime
    seen_at: datetime


async def list_sessions(shop: Shop, customer_id: UUID, *, now: datetime) -> list[ListedSession]:
    """Those that still count, the one used last first."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            "select id, address, agent, created_at, seen_at from customer_session"
            " where customer_id = $1 and expires_at > $2 and seen_at > $3 order by seen_at desc, id desc",
            customer_id, now, now - IDLE,
        )  # fmt: skip
    return [ListedSession(**dict(row)) for row in rows]
