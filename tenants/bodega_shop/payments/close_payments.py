"""Close what an order still waits for: each service is told to take no more money, then asked whether it took some.

Closing comes before asking: what is asked first could be paid a moment later.
"""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError, StateConflict
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.floor import floor_of
from bodega_shop.payments.query_payment import Watched, query_payment

_PAYMENTS = """
    select id, channel_id, out_trade_no, queries, expires_at, gateway_ref, gateway_txn from payment
     where purchase_id = $1 and state in ('created', 'processing', 'pending')"""

_CLOSED = """
    update payment set state = 'closed', query_at = null
     where id = $1 and state in ('created', 'processing', 'pending')"""


async def close_payments(runtime: Runtime, shop: Shop, order_id: UUID, *, now: datetime) -> None:
    """Raises `StateConflict` when money came: the order then has its goods, or is on the desk of exceptions."""
    async with shop_scope(shop) as scope:
        payments = [Watched(**dict(row)) for row in await scope.fetch(_PAYMENTS, order_id)]
    for payment in payments:
        if not await close_payment(runtime, shop, payment, now=now):
            raise StateConflict("This order was paid a moment ago.")


async def close_payment(runtime: Runtime, shop: Shop, payment: Watched, *, now: datetime) -> bool:
    """False when its money came after all. One that the service cannot close is watched for late money."""
    closed = await _ask_to_close(runtime, shop, payment)
    if await query_payment(runtime, shop, payment, now=now) is not None:
        return False
    if closed:
        async with shop_scope(shop) as scope:
            await scope.execute(_CLOSED, payment.id)
    return True


async def _ask_to_close(runtime: Runtime, shop: Shop, payment: Watched) -> bool:
    """Whether the service promised to take no more. One that cannot, or does not answer, is watched for late money."""
    channel = await floor_of(runtime).channels.open(runtime, shop, payment.channel_id)
    try:
        result = await runtime.dispatcher.guarded(
            shop.slug,
            channel.plugin,
            "close",
            lambda: channel.gateway.close(channel.context, payment.ref),
        )
    except BodegaError:
        return False
    return bool(result == "closed")
