"""Read what Stripe says of a payment: of the session that the buyer saw, or of the intent that holds the money."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from bodega_shop.extend import Money, PaymentStatus, UnknownOutcome
from bodega_stripe.convert_amount import fee_from_stripe, from_stripe

# Under these names our numbers stand in Stripe's metadata.
OUT_TRADE_NO, OUT_REFUND_NO = "out_trade_no", "out_refund_no"

APPLICATION_FEE = "application_fee"

_LONGEST_NUMBER = 64


class FeeDetail(msgspec.Struct):
    amount: int
    type: str


class Booked(msgspec.Struct):
    """A balance transaction: what one movement did to the account, and what was kept of it, for whom."""

    fee: int
    currency: str
    fee_details: list[FeeDetail] = []

    @property
    def kept_by_stripe(self) -> int:
        """Without the platform's part, which Stripe counts as a fee too."""
        return self.fee - sum(part.amount for part in self.fee_details if part.type == APPLICATION_FEE)


class Charge(msgspec.Struct):
    created: int
    balance_transaction: Booked | str | None = None


class Intent(msgspec.Struct):
    id: str
    status: str
    livemode: bool
    amount_received: int = 0
    currency: str = ""
    application_fee_amount: int | None = None
    latest_charge: Charge | str | None = None
    metadata: dict[str, str] | None = None


class Session(msgspec.Struct):
    id: str
    livemode: bool
    payment_status: str
    created: int
    mode: str = "payment"
    customer: str | None = None
    status: str | None = None
    url: str | None = None
    amount_total: int | None = None
    currency: str | None = None
    client_reference_id: str | None = None
    payment_intent: Intent | str | None = None


def number_in(metadata: dict[str, str] | None, name: str = OUT_TRADE_NO) -> str:
    """Our number, or nothing: whoever has a key can write what they like there."""
    number = (metadata or {}).get(name, "")
    return number if len(number) <= _LONGEST_NUMBER and number.isascii() and number.isalnum() else ""


def intent_id(holder: Intent | str | None) -> str:
    return holder.id if isinstance(holder, Intent) else holder or ""


def status_of_session(session: Session, *, live: bool) -> PaymentStatus:
    """`complete` says that the buyer has finished, not that there is money: only `payment_status` says that."""
    matches = session.livemode == live
    intent = session.payment_intent
    if session.payment_status != "unpaid":
        if session.amount_total is None or not session.currency:
            raise UnknownOutcome
        money = from_stripe(session.amount_total, session.currency)
        return _succeeded(money, intent, matches=matches)
    failed = session.status == "expired" or (session.status == "complete" and _gave_up(intent))
    return PaymentStatus(
        "failed" if failed else "pending", gateway_txn=intent_id(intent), merchant_matches=matches
    )


def status_of_intent(intent: Intent, *, live: bool) -> PaymentStatus:
    """For a payment whose session nobody remembers."""
    matches = intent.livemode == live
    if intent.status == "succeeded":
        return _succeeded(from_stripe(intent.amount_received, intent.currency), intent, matches=matches)
    failed = intent.status == "canceled"
    return PaymentStatus("failed" if failed else "pending", gateway_txn=intent.id, merchant_matches=matches)


def with_platform_fee(status: PaymentStatus, intent: Intent | str | None) -> PaymentStatus:
    """For a connected account: what the platform got is what stands on the intent, and nothing where nothing does."""
    if status.money is None or not isinstance(intent, Intent):
        return status
    fee = from_stripe(intent.application_fee_amount or 0, status.money.currency)
    return replace(status, platform_fee=fee)


def _gave_up(intent: Intent | str | None) -> bool:
    """A slow way to pay, such as a bank debit, was tried after the session and did not succeed."""
    return isinstance(intent, Intent) and intent.status in ("requires_payment_method", "canceled")


def _succeeded(money: Money, intent: Intent | str | None, *, matches: bool) -> PaymentStatus:
    charge = intent.latest_charge if isinstance(intent, Intent) else None
    if not isinstance(charge, Charge):
        return PaymentStatus("succeeded", money, intent_id(intent), merchant_matches=matches)
    return PaymentStatus(
        "succeeded",
        money,
        intent_id(intent),
        fee=_fee(charge.balance_transaction, money),
        paid_at=datetime.fromtimestamp(charge.created, UTC),
        merchant_matches=matches,
    )


def _fee(booked: Booked | str | None, money: Money) -> Money | None:
    """None where Stripe books in another currency than the buyer paid in: the bill tells that one."""
    if not isinstance(booked, Booked) or booked.currency.upper() != money.currency:
        return None
    return fee_from_stripe(booked.kept_by_stripe, booked.currency)
