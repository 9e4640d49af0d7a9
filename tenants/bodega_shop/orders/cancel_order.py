"""Cancel an unpaid order: the service is told to take no more money, then the codes go back on the shelf."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError, StateConflict
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.paying import PaymentRef
from bodega_shop.floor import floor_of
from bodega_shop.orders.expire_orders import end_order
from bodega_shop.orders.states import CANCELLED
from bodega_shop.payments.query_payment import Watched, query_payment

_PAYMENTS = """
    select id, channel_id, out_trade_no, queries, expires_at from payment
     where purchase_id = $1 and state in ('created', 'processing', 'pending')"""


async def cancel_order(runtime: Runtime, shop: Shop, order_id: UUID, *, actor: str, now: datetime) -> None:
    """Cancel; raises `StateConflict` when the order was paid or ended already, also when its money just came."""
    async with shop_scope(shop) as scope:
        payments = [Watched(**dict(row)) for row in await scope.fetch(_PAYMENTS, order_id)]
    for payment in payments:
        await _close(runtime, shop, payment)
        if await query_payment(runtime, shop, payment, now=now) is not None:
            raise StateConflict("This order was paid a moment ago.")
    if not await end_order(runtime, shop, order_id, CANCELLED, actor=actor, now=now):
        raise StateConflict


async def _close(runtime: Runtime, shop: Shop, payment: Watched) -> None:
    """Best effort: a service that cannot close, or does not answer, is watched for late money anyway."""
    channel = await floor_of(runtime).channels.open(runtime, shop, payment.channel_id)
    try:
        await runtime.dispatcher.guarded(
            shop.slug,
            channel.plugin,
            "close",
            lambda: channel.gateway.close(channel.context, PaymentRef(payment.out_trade_no)),
        )
    except BodegaError:
        return
