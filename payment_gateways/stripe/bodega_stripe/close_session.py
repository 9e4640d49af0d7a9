"""Ask Stripe to take no more money for a payment: its session expires."""

from collections.abc import Awaitable
from typing import Any

import stripe

from bodega_shop.extend import ChannelContext, CloseResult, PaymentRef, UnknownOutcome
from bodega_stripe.ask_payment import ask_payment, find_session
from bodega_stripe.call_stripe import EVERY, Told, call_stripe
from bodega_stripe.read_payment import Session


async def close_session(ctx: ChannelContext, payment: PaymentRef) -> CloseResult:
    """Only an open session can expire; whatever else it is, the truth about the money is asked.

    Raises `UnknownOutcome` while a slow way to pay, such as a bank debit, is still under way.
    """
    session_id = payment.gateway_ref or await _find(ctx, payment)
    if not session_id:
        return "not_found"

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.checkout.sessions.expire_async(session_id)

    try:
        session = await call_stripe(ctx, ask, Session, tell=EVERY)
    except Told:
        return await _what_became_of_it(ctx, payment)
    if session.status == "expired":
        return "closed"
    return await _what_became_of_it(ctx, payment)


async def _find(ctx: ChannelContext, payment: PaymentRef) -> str:
    session = await find_session(ctx, payment)
    return session.id if session else ""


async def _what_became_of_it(ctx: ChannelContext, payment: PaymentRef) -> CloseResult:
    status = await ask_payment(ctx, payment)
    match status.state:
        case "succeeded":
            return "already_paid"
        case "failed":
            return "closed"
        case "not_found":
            return "not_found"
    raise UnknownOutcome
