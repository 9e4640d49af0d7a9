"""Find an order for the platform as its buyer would: by its number and the contact it was placed with. No code is opened."""

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.plugins.duty_door import OrderFacts
from bodega.street.shop import Shop
from bodega_shop.complaints.given_back import given_back
from bodega_shop.orders.find_order import find_by_contact

_ORDER = "select id from purchase where number = $1"


async def look_up(shop: Shop, number: str, contact: str) -> OrderFacts | None:
    """Nothing for a wrong number and for a wrong contact alike."""
    try:
        order = await find_by_contact(shop, number, contact)
    except NotFound:
        return None
    async with shop_scope(shop) as scope:
        back = await given_back(scope, order.id)
    return OrderFacts(
        number=order.number,
        goods=tuple(f"{line.title} · {line.sku} × {line.quantity}" for line in order.lines),
        total=order.total.minor,
        refunded=back or 0,
        currency=order.total.currency,
        state=order.state,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        delivered_at=order.delivered_at,
    )


async def refunded(shop: Shop, number: str) -> int | None:
    """What went back of the order until now, in minor units; nothing for an order that is gone."""
    async with shop_scope(shop) as scope:
        purchase_id = await scope.fetchval(_ORDER, number)
        return await given_back(scope, purchase_id) if purchase_id else None
