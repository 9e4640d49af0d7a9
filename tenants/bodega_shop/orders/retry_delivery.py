"""A person decides about an order that is paid and not delivered: take the goods from the shelf and hand them over."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import OutOfStock, Refused, StateConflict
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.delivery.deliver_order import reserve_from_batch, reserve_missing, sell_reserved
from bodega_shop.orders.announce_order import announce_order
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.orders.states import DELIVERED, EXCEPTION
from bodega_shop.refunds.end_order_refunded import earn_held

_HOLD = """
    select number, exception, paid > 0 and refunded = paid as given_back,
           exists (select 1 from refund r where r.purchase_id = o.id and r.state in ('created', 'pending', 'unknown')) as going
      from purchase o where id = $1 and state = 'exception' and kind = 'goods' for update of o"""


async def retry_delivery(
    runtime: Runtime, shop: Shop, order_id: UUID, *, actor: str, now: datetime, batch_id: UUID | None = None
) -> None:
    """Deliver an exception, with `batch_id` from that batch as far as it holds the good.

    Raises `StateConflict` when it is none, `Refused` while its money is on its way back, `OutOfStock` when the shelf,
    or the batch, does not hold enough.
    """
    async with shop_scope(shop) as scope:
        number, why = await hold_exception(scope, order_id)
        if batch_id is not None:
            await reserve_from_batch(scope, order_id, batch_id, now=now)
        if not await reserve_missing(scope, order_id, now=now):
            raise OutOfStock("There are not enough codes on the shelf. Import some, then try again.")
        await sell_reserved(scope, order_id, now=now)
        batch = {"batch": str(batch_id)} if batch_id else {}
        await hand_over(scope, shop, order_id, number, actor=actor, now=now, why=why, **batch)
    await say_order_changed(runtime, shop, order_id)


async def hold_exception(scope: Scope, order_id: UUID) -> tuple[str, str]:
    """Lock an order that a person may deliver; its number and why it waits. Raises as `retry_delivery` does."""
    row = await scope.fetchrow(_HOLD, order_id)
    if row is None:
        raise StateConflict
    if row["going"] or row["given_back"]:
        raise Refused("The money of this order is on its way back. It cannot be delivered as well.")
    return row["number"], row["exception"]


async def hand_over(
    scope: Scope, shop: Shop, order_id: UUID, number: str, *, actor: str, now: datetime, **detail: str
) -> None:
    """The goods are sold to the order already: it is delivered, its money earned, and the world may know."""
    await scope.execute(
        "update purchase set state = 'delivered', exception = '', delivered_at = $2 where id = $1",
        order_id,
        now,
    )
    await earn_held(scope, order_id, now=now)
    await record_event(
        scope, order_id, "delivered_by_hand", EXCEPTION, DELIVERED, actor=actor, now=now, **detail
    )
    await announce_order(scope, shop, order_id, number)
