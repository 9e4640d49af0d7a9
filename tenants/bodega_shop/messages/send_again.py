"""Send a delivered order's message to its buyer once more, because a person asked for it."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import Refused, StateConflict
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.floor import floor_of
from bodega_shop.orders.announce_order import TELL_JOB
from bodega_shop.orders.record_event import record_event


async def send_again(runtime: Runtime, shop: Shop, order_id: UUID, *, actor: str, now: datetime) -> None:
    """A job sends it. Raises `Refused` when the shop has no way to send, `StateConflict` before delivery."""
    if not floor_of(runtime).notifiers.enabled_in(shop):
        raise Refused("Switch on an extension that sends messages first, such as e-mail.")
    async with shop_scope(shop) as scope:
        number = await scope.fetchval(
            "select number from purchase where id = $1 and state = 'delivered' for update", order_id
        )
        if number is None:
            raise StateConflict
        await scope.execute(
            "update message set state = 'queued', failure = '' where purchase_id = $1 and kind = 'delivered'",
            order_id,
        )
        await record_event(scope, order_id, "message_again", None, None, actor=actor, now=now)
        await enqueue(scope, TELL_JOB, {"order_id": str(order_id), "number": number})
