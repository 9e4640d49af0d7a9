"""Give money back, once for each of our numbers, however often it is asked for."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

import stripe

from bodega_shop.extend import (
    ChannelContext,
    GatewayRejected,
    PaymentRef,
    RefundRef,
    RefundRequest,
    RefundStatus,
)
from bodega_stripe.ask_payment import ask_payment
from bodega_stripe.call_stripe import Told, call_stripe
from bodega_stripe.convert_amount import to_stripe
from bodega_stripe.find_refund import Refund, find_refund, find_refund_by_id, status_of_refund
from bodega_stripe.read_payment import OUT_REFUND_NO, OUT_TRADE_NO

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams

_ALREADY = "charge_already_refunded"
_DISPUTED = "charge_disputed"


async def refund_payment(ctx: ChannelContext, refund: RefundRequest) -> RefundStatus:
    """Raises `GatewayRejected` for more than is left and for a disputed payment, besides what every call raises."""
    payment_intent = refund.gateway_txn or await _intent_of(ctx, refund)
    if not payment_intent:
        raise GatewayRejected
    # Stripe forgets an idempotency key after a day, and a refund may be repeated later than that.
    if (before := await find_refund(ctx, payment_intent, refund.out_refund_no)) is not None:
        return status_of_refund(before, refund.out_refund_no)
    try:
        return status_of_refund(await _send(ctx, refund, payment_intent), refund.out_refund_no)
    except Told as told:
        return await _after_refusal(ctx, refund, payment_intent, told)


async def ask_refund(ctx: ChannelContext, refund: RefundRef) -> RefundStatus:
    """The truth about one refund, by Stripe's id or by our number among the refunds of its payment."""
    if refund.gateway_refund:
        found = await find_refund_by_id(ctx, refund.gateway_refund)
    else:
        payment_intent = refund.gateway_txn or await _intent_of(ctx, refund)
        found = await find_refund(ctx, payment_intent, refund.out_refund_no) if payment_intent else None
    return status_of_refund(found, refund.out_refund_no) if found else RefundStatus("not_found")


async def _send(ctx: ChannelContext, refund: RefundRequest, payment_intent: str) -> Refund:
    wish: RefundCreateParams = {
        "payment_intent": payment_intent,
        "amount": to_stripe(refund.money),
        "reason": "requested_by_customer",
        "metadata": {OUT_REFUND_NO: refund.out_refund_no, OUT_TRADE_NO: refund.out_trade_no},
    }
    if refund.platform_fee_back and ctx.settings.connected_account:
        wish["refund_application_fee"] = True
    key = f"refund:{refund.out_refund_no}"

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.refunds.create_async(wish, {"idempotency_key": key})

    return await call_stripe(ctx, ask, Refund, tell=frozenset({_ALREADY, _DISPUTED}))


async def _after_refusal(
    ctx: ChannelContext, refund: RefundRequest, payment_intent: str, told: Told
) -> RefundStatus:
    """The whole sum may be back already because another try of this very refund was carried out meanwhile."""
    found = await find_refund(ctx, payment_intent, refund.out_refund_no) if told.code == _ALREADY else None
    if found is None:
        raise GatewayRejected
    return status_of_refund(found, refund.out_refund_no)


async def _intent_of(ctx: ChannelContext, refund: RefundRequest | RefundRef) -> str:
    """The id of the intent, which refunds name, where only our number or the session is known."""
    if not refund.out_trade_no:
        return ""
    return (await ask_payment(ctx, PaymentRef(refund.out_trade_no, refund.gateway_ref))).gateway_txn
