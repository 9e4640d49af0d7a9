"""A person decides about an order that is paid and not delivered: take the goods from the shelf and hand them over."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import OutOfStock, StateConflict
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.books.book_order import book_delivery
from bodega_shop.delivery.deliver_order import reserve_missing, sell_reserved
from bodega_shop.orders.announce_order import announce_order
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.orders.states import DELIVERED, EXCEPTION


async def retry_delivery(runtime: Runtime, shop: Shop, order_id: UUID, *, actor: str, now: datetime) -> None:
    """Deliver an exception; raises `StateConflict` when it is none, `OutOfStock` when the shelf is still empty."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(
            "select number, exception, paid, refunded, currency from purchase"
            " where id = $1 and state = 'exception' and kind = 'goods' for update",
            order_id,
        )
        if row is None:
            raise StateConflict
        if not await reserve_missing(scope, order_id, now=now):
            raise OutOfStock("There are not enough codes on the shelf. Import some, then try again.")
        await sell_reserved(scope, order_id, now=now)
        await scope.execute(
            "update purchase set state = 'delivered', exception = '', delivered_at = $2 where id = $1",
            order_id,
            now,
        )
        kept = Money(row["paid"] - row["refunded"], row["currency"])
        await book_delivery(scope, order_id, kept, now=now)
        await record_event(
            scope,
            order_id,
            "delivered_by_hand",
            EXCEPTION,
            DELIVERED,
            actor=actor,
            now=now,
            why=row["exception"],
        )
        await announce_order(scope, shop, order_id, row["number"])
    await say_order_changed(runtime, shop, order_id)
