"""A payment service said that something about a refund changed: find which one, ask for the truth, and apply it."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.gateway_errors import Unsupported
from bodega_shop.contracts.paying import VerifiedEvent
from bodega_shop.contracts.refunding import RefundRef, RefundStatus
from bodega_shop.payments.match_payment import match_payment
from bodega_shop.payments.open_channel import OpenChannel
from bodega_shop.refunds.keep_foreign_refund import keep_foreign_refund
from bodega_shop.refunds.query_refund import ask_status
from bodega_shop.refunds.settle_refund import settle_refund

WAIT = "wait"

_OURS = """
    select r.id, r.state from refund r join payment p on p.id = r.payment_id
     where p.channel_id = $1 and r.target = 'source'
       and (($2 <> '' and r.number = $2) or ($3 <> '' and r.gateway_refund = $3))
     order by (r.state = 'failed'), r.created_at desc limit 1"""

# One of ours that the service has not named yet may be the very one it speaks of.
_IN_FLIGHT = """
    select 1 from refund where payment_id = $1 and amount = $2 and state in ('created', 'pending', 'unknown')
       and gateway_refund = ''"""


async def hear_refund(
    runtime: Runtime, shop: Shop, channel: OpenChannel, event: VerifiedEvent, *, now: datetime
) -> str:
    """One word for what came of it; `wait` when it cannot be told yet whether the refund is one of ours.

    Raises what the gateway raises: the message is then heard again later.
    """
    async with shop_scope(shop) as scope:
        ours = await scope.fetchrow(_OURS, channel.id, event.refund_no, event.reference)
    ref = RefundRef(event.refund_no, event.reference, event.out_trade_no, event.gateway_txn)
    try:
        status = await ask_status(runtime, shop, channel, ref)
    except Unsupported:
        return "ignored"
    if not status.merchant_matches:
        return "other_merchant"
    if ours is not None and (ours["state"] != "failed" or status.state != "succeeded"):
        return await _apply(runtime, shop, channel, ours["id"], status, now)
    if status.state != "succeeded":
        return "ignored"
    if not event.refund_no and await _may_be_ours(shop, channel, status):
        return WAIT
    return await keep_foreign_refund(runtime, shop, channel, status, now=now)


async def _apply(
    runtime: Runtime, shop: Shop, channel: OpenChannel, refund_id: UUID, status: RefundStatus, now: datetime
) -> str:
    if status.state == "not_found":
        return "ignored"
    settled = await settle_refund(runtime, shop, refund_id, status, actor=f"channel:{channel.code}", now=now)
    return f"refund_{settled.word or 'known'}"


async def _may_be_ours(shop: Shop, channel: OpenChannel, status: RefundStatus) -> bool:
    async with shop_scope(shop) as scope:
        payment = await match_payment(
            scope, channel.id, out_trade_no=status.out_trade_no, gateway_txn=status.gateway_txn
        )
        if payment is None or status.money is None:
            return False
        return bool(await scope.fetchval(_IN_FLIGHT, payment.id, status.money.minor))
