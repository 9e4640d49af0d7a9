"""Give the money of a rehearsed order back, as somebody at the console would."""

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.orders.find_order import find_for
from bodega_shop.refunds.begin_refund import begin_refund
from bodega_shop.refunds.plan_refund import RefundWish
from bodega_shop.refunds.send_refund import send_refund


async def give_back(runtime: Runtime, twin: Shop, number: str) -> None:
    """Whole, through the practice gateway, without waiting for the worker's turn. Raises what a refund raises."""
    order = await find_for(twin, number)
    wish = RefundWish(order.id, Money(order.total.minor, order.total.currency), "source", "rehearsal")
    await begin_refund(runtime, twin, wish, actor="rehearsal", now=runtime.clock.now())
    async with shop_scope(twin) as scope:
        refunds = await scope.fetch("select id from refund where purchase_id = $1", order.id)
    for row in refunds:
        await send_refund(runtime, twin, {"refund": str(row["id"])})
