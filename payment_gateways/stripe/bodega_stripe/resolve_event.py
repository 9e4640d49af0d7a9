"""Look up what an event names by Stripe's id only: thin ones, disputes, and refunds made in the dashboard."""

from dataclasses import replace

from bodega_shop.extend import ChannelContext, PaymentRef, VerifiedEvent
from bodega_stripe.ask_dispute import ask_dispute
from bodega_stripe.ask_payment import find_intent, find_session
from bodega_stripe.call_stripe import Told
from bodega_stripe.find_refund import find_refund_by_id, status_of_refund
from bodega_stripe.read_payment import OUT_REFUND_NO, intent_id, number_in

_SESSION = "cs_"


async def resolve_event(ctx: ChannelContext, event: VerifiedEvent) -> VerifiedEvent:
    """The same event with our numbers, as far as Stripe knows them."""
    if not event.reference:
        return event
    match event.about:
        case "refund":
            return await _of_refund(ctx, event)
        case "dispute":
            dispute = await ask_dispute(ctx, event.reference)
            return replace(event, out_trade_no=dispute.out_trade_no, gateway_txn=dispute.gateway_txn)
    return await _of_payment(ctx, event)


async def _of_refund(ctx: ChannelContext, event: VerifiedEvent) -> VerifiedEvent:
    refund = await find_refund_by_id(ctx, event.reference)
    if refund is None:
        return event
    status = status_of_refund(refund)
    return replace(
        event,
        refund_no=number_in(refund.metadata, OUT_REFUND_NO),
        out_trade_no=status.out_trade_no,
        gateway_txn=status.gateway_txn,
        money=status.money,
    )


async def _of_payment(ctx: ChannelContext, event: VerifiedEvent) -> VerifiedEvent:
    """A session is a thing of its own; anything else that matters is an intent."""
    try:
        if event.reference.startswith(_SESSION):
            session = await find_session(ctx, PaymentRef("", gateway_ref=event.reference))
            if session is None:
                return event
            number, txn = session.client_reference_id or "", intent_id(session.payment_intent)
        else:
            intent = await find_intent(ctx, PaymentRef("", gateway_txn=event.reference))
            if intent is None:
                return event
            number, txn = number_in(intent.metadata), intent.id
    except Told:
        return event
    return replace(event, out_trade_no=number, gateway_txn=txn)
