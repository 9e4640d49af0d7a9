"""Ask Stripe for the truth about one dispute."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import stripe

from bodega_shop.extend import ChannelContext, DisputeStatus, Money, UnknownOutcome
from bodega_stripe.call_stripe import call_stripe
from bodega_stripe.convert_amount import fee_from_stripe, from_stripe
from bodega_stripe.read_payment import Intent, intent_id, number_in

if TYPE_CHECKING:
    from stripe.params import DisputeRetrieveParams


class _Moved(msgspec.Struct):
    net: int
    fee: int
    currency: str


class Dispute(msgspec.Struct):
    id: str
    amount: int
    currency: str
    status: str
    created: int
    reason: str = ""
    balance_transactions: list[_Moved] = []
    payment_intent: Intent | str | None = None


async def ask_dispute(ctx: ChannelContext, reference: str) -> DisputeStatus:
    """Raises `GatewayRejected` for a dispute that Stripe does not know."""
    dispute = await find_dispute(ctx, reference)
    intent = dispute.payment_intent
    return DisputeStatus(
        dispute.id,
        _state(dispute),
        from_stripe(dispute.amount, dispute.currency),
        out_trade_no=number_in(intent.metadata) if isinstance(intent, Intent) else "",
        gateway_txn=intent_id(intent),
        reason=dispute.reason,
        fee=_fee(dispute.balance_transactions),
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
    )


async def find_dispute(ctx: ChannelContext, reference: str) -> Dispute:
    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        wish: DisputeRetrieveParams = {"expand": ["payment_intent"]}
        return service.v1.disputes.retrieve_async(reference, wish)

    return await call_stripe(ctx, ask, Dispute)


def _state(dispute: Dispute) -> Literal["warning", "open", "won", "lost"]:
    match dispute.status:
        case "needs_response" | "under_review":
            return "open"
        case "won":
            return "won"
        case "lost":
            return "lost"
        case "prevented":
            # Settled before it became a dispute: where that cost the payment, the money has moved.
            return "lost" if sum(moved.net for moved in dispute.balance_transactions) < 0 else "warning"
        case status if status.startswith("warning_"):
            return "warning"
    raise UnknownOutcome


def _fee(moved: list[_Moved]) -> Money | None:
    """What the dispute itself has cost by now; a dispute that is won may bring it back."""
    if not moved:
        return None
    return fee_from_stripe(sum(one.fee for one in moved), moved[0].currency)
