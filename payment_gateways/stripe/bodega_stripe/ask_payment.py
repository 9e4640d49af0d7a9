"""Ask Stripe for the truth about one payment, also where the answer to its opening was lost."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import stripe

from bodega_shop.extend import ChannelContext, PaymentRef, PaymentStatus, UnknownOutcome
from bodega_stripe.call_stripe import MISSING, Told, call_stripe
from bodega_stripe.read_payment import (
    OUT_TRADE_NO,
    Intent,
    Session,
    number_in,
    status_of_intent,
    status_of_session,
    with_platform_fee,
)

if TYPE_CHECKING:
    from stripe.params import PaymentIntentRetrieveParams, PaymentIntentSearchParams
    from stripe.params.checkout import SessionListParams, SessionRetrieveParams

_TO_THE_MONEY = "latest_charge.balance_transaction"
# No session lives longer than a day, so an older one was paid and is found by its intent, or never will be.
_OLDEST = timedelta(hours=25)
_PAGE, _MOST_PAGES = 100, 5


class _Intents(msgspec.Struct):
    data: list[Intent]


class _Sessions(msgspec.Struct):
    data: list[Session]
    has_more: bool


async def ask_payment(ctx: ChannelContext, payment: PaymentRef) -> PaymentStatus:
    """Raises `GatewayRejected` when Stripe will not say, `Temporary` and `UnknownOutcome` to ask again later."""
    try:
        intent = None if payment.gateway_ref else await find_intent(ctx, payment)
        session = await find_session(ctx, payment) if intent is None else None
    except Told:
        return PaymentStatus("not_found")
    status = _status(ctx, payment, session, intent)
    if not ctx.settings.connected_account:
        return status
    return with_platform_fee(status, session.payment_intent if session else intent)


def _status(
    ctx: ChannelContext, payment: PaymentRef, session: Session | None, intent: Intent | None
) -> PaymentStatus:
    live = ctx.settings.is_live
    if session is not None:
        _refuse_another(session.client_reference_id or "", payment)
        return status_of_session(session, live=live)
    if intent is not None:
        _refuse_another(number_in(intent.metadata), payment)
        return status_of_intent(intent, live=live)
    return PaymentStatus("not_found")


async def find_intent(ctx: ChannelContext, payment: PaymentRef) -> Intent | None:
    """The intent by its id, or by our number, which Stripe's search knows some minutes later.

    There is none before the buyer has begun to pay. Raises `Told` for an id that Stripe does not know.
    """
    if payment.gateway_txn:

        def ask(service: stripe.StripeClient) -> Awaitable[Any]:
            wish: PaymentIntentRetrieveParams = {"expand": [_TO_THE_MONEY]}
            return service.v1.payment_intents.retrieve_async(payment.gateway_txn, wish)

        return await call_stripe(ctx, ask, Intent, tell=frozenset({MISSING}))

    def search(service: stripe.StripeClient) -> Awaitable[Any]:
        query = f"metadata['{OUT_TRADE_NO}']:'{payment.out_trade_no}'"
        wish: PaymentIntentSearchParams = {"query": query, "limit": 1, "expand": [f"data.{_TO_THE_MONEY}"]}
        return service.v1.payment_intents.search_async(wish)

    found = await call_stripe(ctx, search, _Intents)
    return next((one for one in found.data if number_in(one.metadata) == payment.out_trade_no), None)


async def find_session(ctx: ChannelContext, payment: PaymentRef) -> Session | None:
    """The session by its id; without one among those of the last day. Raises `Told` for an id Stripe does not know."""
    if payment.gateway_ref:
        return await _session(ctx, payment.gateway_ref)
    return await _recent_session(ctx, payment.out_trade_no)


async def _session(ctx: ChannelContext, session_id: str) -> Session:
    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        wish: SessionRetrieveParams = {"expand": [f"payment_intent.{_TO_THE_MONEY}"]}
        return service.v1.checkout.sessions.retrieve_async(session_id, wish)

    return await call_stripe(ctx, ask, Session, tell=frozenset({MISSING}))


async def _recent_session(ctx: ChannelContext, out_trade_no: str) -> Session | None:
    """Raises `UnknownOutcome` where a shop sells so much that the list is longer than we read."""
    since = int((ctx.clock.now() - _OLDEST).timestamp())
    after = ""
    for _ in range(_MOST_PAGES):
        page = await _page(ctx, since, after)
        for session in page.data:
            if session.client_reference_id == out_trade_no:
                return await _session(ctx, session.id)
        if not page.has_more or not page.data:
            return None
        after = page.data[-1].id
    raise UnknownOutcome


async def _page(ctx: ChannelContext, since: int, after: str) -> _Sessions:
    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        wish: SessionListParams = {"created": {"gte": since}, "limit": _PAGE}
        if after:
            wish["starting_after"] = after
        return service.v1.checkout.sessions.list_async(wish)

    return await call_stripe(ctx, ask, _Sessions)


def _refuse_another(number: str, payment: PaymentRef) -> None:
    """An answer about another payment than the one asked about is no answer."""
    if number != payment.out_trade_no:
        raise UnknownOutcome
