"""Hand over the goods of an order, inside the transaction that decided it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import InvalidInput, OutOfStock, StateConflict
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.books.book_order import book_delivery
from bodega_shop.orders.announce_order import announce_order
from bodega_shop.orders.order_request import PlacedOrder
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.states import DELIVERED, PAID, PENDING
from bodega_shop.wallet.hold_part import spend_held

_SELL = "update code set state = 'sold', sold_at = $2 where purchase_id = $1 and state = 'reserved'"

_MISSING = """
    select l.sku_id, l.quantity - (
               select count(*) from code c where c.purchase_id = l.purchase_id and c.sku_id = l.sku_id
           ) as missing
      from purchase_line l where l.purchase_id = $1"""

_RESERVE = """
    with picked as materialized (
        select id from code
         where sku_id = $1 and on_shelf and (expires_on is null or expires_on > $2)
         order by rank limit $3 for update skip locked
    )
    update code set state = 'reserved', purchase_id = $4 where id = any(array(select id from picked))"""

_LINE_OF_BATCH = """
    select l.sku_id, sum(l.quantity)::integer as quantity from purchase_line l join batch b on b.sku_id = l.sku_id
     where l.purchase_id = $1 and b.id = $2 group by l.sku_id"""

_RELEASE_SKU = """
    update code set state = 'free', purchase_id = null where purchase_id = $1 and sku_id = $2 and state = 'reserved'"""

_RESERVE_FROM = """
    with picked as materialized (
        select id from code
         where batch_id = $1 and sku_id = $5 and on_shelf and (expires_on is null or expires_on > $2)
         order by rank limit $3 for update skip locked
    )
    update code set state = 'reserved', purchase_id = $4 where id = any(array(select id from picked))"""


async def deliver_paid_for(
    scope: Scope, shop: Shop, order: PlacedOrder, wallet_part: Money, *, now: datetime
) -> PlacedOrder:
    """Deliver an order placed in this very transaction of which nothing is left to pay: free, or paid by the balance."""
    await sell_reserved(scope, order.id, now=now)
    await spend_held(scope, order.id, now=now)
    moved = await scope.execute(
        "update purchase set state = 'delivered', paid = $3, paid_at = $2, delivered_at = $2"
        " where id = $1 and state = 'pending'",
        order.id, now, wallet_part.minor,
    )  # fmt: skip
    if not moved:
        raise StateConflict
    await book_delivery(scope, order.id, wallet_part, now=now)
    kind = "paid_from_balance" if wallet_part.minor else "nothing_to_pay"
    await record_event(scope, order.id, kind, PENDING, PAID, actor="shop", now=now)
    await record_event(scope, order.id, "delivered", PAID, DELIVERED, actor="shop", now=now)
    await announce_order(scope, shop, order.id, order.number)
    return replace(order, state=DELIVERED)


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


async def reserve_from_batch(scope: Scope, order_id: UUID, batch_id: UUID, *, now: datetime) -> None:
    """Reserve the order's goods of one kind from this batch alone; what was reserved of them goes back on the shelf.

    Raises `InvalidInput` for a batch of another good, `OutOfStock` when it does not hold enough.
    """
    line = await scope.fetchrow(_LINE_OF_BATCH, order_id, batch_id)
    if line is None:
        raise InvalidInput("This batch holds nothing that the order needs.", field="batch")
    await scope.execute(_RELEASE_SKU, order_id, line["sku_id"])
    taken = await scope.execute(
        _RESERVE_FROM, batch_id, now.date(), line["quantity"], order_id, line["sku_id"]
    )
    if taken < line["quantity"]:
        raise OutOfStock("This batch does not hold enough codes for the order.")


async def release_reserved(scope: Scope, order_ids: Sequence[UUID]) -> int:
    """Put the reserved codes of these orders back on the shelf."""
    return await scope.execute(
        "update code set state = 'free', purchase_id = null where purchase_id = any($1) and state = 'reserved'",
        list(order_ids),
    )
