"""Hand over the goods of an order, inside the transaction that decided it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import StateConflict
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.states import DELIVERED, PAID

_SELL = "update code set state = 'sold', sold_at = $2 where purchase_id = $1 and state = 'reserved'"

_MISSING = """
    select l.sku_id, l.quantity - (
               select count(*) from code c where c.purchase_id = l.purchase_id and c.sku_id = l.sku_id
           ) as missing
      from purchase_line l where l.purchase_id = $1"""

_RESERVE = """
    with picked as materialized (
        select id from code
         where sku_id = $1 and state = 'free' and (expires_on is null or expires_on > $2)
         order by rank limit $3 for update skip locked
    )
    update code set state = 'reserved', purchase_id = $4 where id = any(array(select id from picked))"""


async def deliver_free_order(scope: Scope, order_id: UUID, *, now: datetime) -> None:
    """Deliver an order of 0.00 that was placed in this very transaction."""
    await sell_reserved(scope, order_id, now=now)
    moved = await scope.execute(
        "update purchase set state = 'delivered', paid_at = $2, delivered_at = $2 where id = $1 and state = 'pending'",
        order_id, now,
    )  # fmt: skip
    if not moved:
        raise StateConflict
    await record_event(scope, order_id, "nothing_to_pay", "pending", PAID, actor="shop", now=now)
    await record_event(scope, order_id, "delivered", PAID, DELIVERED, actor="shop", now=now)


async def sell_reserved(scope: Scope, order_id: UUID, *, now: datetime) -> int:
    """Turn the order's reserved codes into sold ones; how many there were comes back."""
    return await scope.execute(_SELL, order_id, now)


async def reserve_missing(scope: Scope, order_id: UUID, *, now: datetime) -> bool:
    """Reserve what the order still lacks; False, and nothing kept, when the shelf does not hold it all."""
    for line in await scope.fetch(_MISSING, order_id):
        if line["missing"] <= 0:
            continue
        if (
            await scope.execute(_RESERVE, line["sku_id"], now.date(), line["missing"], order_id)
            < line["missing"]
        ):
            await release_reserved(scope, [order_id])
            return False
    return True


async def release_reserved(scope: Scope, order_ids: Sequence[UUID]) -> int:
    """Put the reserved codes of these orders back on the shelf."""
    return await scope.execute(
        "update code set state = 'free', purchase_id = null where purchase_id = any($1) and state = 'reserved'",
        list(order_ids),
    )
