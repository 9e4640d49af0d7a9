"""Let the world know of an order that was paid and delivered, through jobs of the same transaction."""

from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue, enqueue_sql
from bodega.street.shop import Shop

TELL_JOB = "orders.tell"


async def announce_order(scope: Scope, shop: Shop, order_id: UUID, number: str) -> None:
    """Enqueue the buyer's message and the extensions' news, where this shop has anybody to tell."""
    if shop.listeners:
        await enqueue(scope, TELL_JOB, {"order_id": str(order_id), "number": number})


def announce_sql(source: str) -> str:
    """The same inside a larger statement, for each order of `source` with its `id` and `number`."""
    return enqueue_sql(TELL_JOB, "json_build_object('order_id', id, 'number', number)", source)
