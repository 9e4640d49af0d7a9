"""Find a refund by our number or by Stripe's, and read what Stripe says of it."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

import msgspec
import stripe

from bodega_shop.extend import ChannelContext, RefundStatus, UnknownOutcome
from bodega_stripe.call_stripe import MISSING, Told, call_stripe
from bodega_stripe.convert_amount import from_stripe
from bodega_stripe.read_payment import OUT_REFUND_NO, Intent, intent_id, number_in

if TYPE_CHECKING:
    from stripe.params import RefundListParams, RefundRetrieveParams

_PAGE, _MOST_PAGES = 100, 5


class Refund(msgspec.Struct):
    id: str
    amount: int
    currency: str
    status: str | None = None
    failure_reason: str | None = None
    payment_intent: Intent | str | None = None
    metadata: dict[str, str] | None = None


class _Refunds(msgspec.Struct):
    data: list[Refund]
    has_more: bool


def status_of_refund(refund: Refund, out_refund_no: str = "") -> RefundStatus:
    """A refund that succeeded can still fail some days later: the buyer's card may be closed."""
    intent = refund.payment_intent
    own_number = number_in(refund.metadata, OUT_REFUND_NO)
    return RefundStatus(
        _state(refund.status),
        from_stripe(refund.amount, refund.currency),
        refund.id,
        failure=refund.failure_reason or "",
        out_trade_no=number_in(intent.metadata) if isinstance(intent, Intent) else number_in(refund.metadata),
        gateway_txn=intent_id(intent),
        merchant_matches=not (out_refund_no and own_number and own_number != out_refund_no),
    )


async def find_refund(ctx: ChannelContext, payment_intent: str, out_refund_no: str) -> Refund | None:
    """The one of this payment's refunds that carries our number."""
    after = ""
    for _ in range(_MOST_PAGES):
        page = await _page(ctx, payment_intent, after)
        for refund in page.data:
            if number_in(refund.metadata, OUT_REFUND_NO) == out_refund_no:
                return refund
        if not page.has_more or not page.data:
            return None
        after = page.data[-1].id
    raise UnknownOutcome


async def find_refund_by_id(ctx: ChannelContext, refund_id: str) -> Refund | None:
    """With the intent that it gives back from, which names our number where the refund itself does not."""

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        wish: RefundRetrieveParams = {"expand": ["payment_intent"]}
        return service.v1.refunds.retrieve_async(refund_id, wish)

    try:
        return await call_stripe(ctx, ask, Refund, tell=frozenset({MISSING}))
    except Told:
        return None


async def _page(ctx: ChannelContext, payment_intent: str, after: str) -> _Refunds:
    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        wish: RefundListParams = {"payment_intent": payment_intent, "limit": _PAGE}
        if after:
            wish["starting_after"] = after
        return service.v1.refunds.list_async(wish)

    return await call_stripe(ctx, ask, _Refunds)


def _state(status: str | None) -> Any:
    match status:
        case "succeeded":
            return "succeeded"
        case "pending" | "requires_action":
            return "pending"
        case "failed" | "canceled":
            return "failed"
    raise UnknownOutcome
