"""Read an invoice of Stripe Billing, which stands for one bill of the platform's, and say what became of it."""

import msgspec

from bodega_shop.extend import Collection, Money, UnknownOutcome
from bodega_stripe.convert_amount import from_stripe


class _Paid(msgspec.Struct):
    payment_intent: str | None = None


class _Payment(msgspec.Struct):
    payment: _Paid
    status: str = ""


class _Payments(msgspec.Struct):
    data: list[_Payment] = []


class Invoice(msgspec.Struct):
    id: str
    livemode: bool
    currency: str
    total: int
    amount_due: int
    amount_paid: int
    attempt_count: int
    status: str | None = None
    amount_paid_off_stripe: int | None = None
    hosted_invoice_url: str | None = None
    metadata: dict[str, str] | None = None
    payments: _Payments | None = None


def what_came(invoice: Invoice) -> Money | None:
    """What Stripe took, or None: an invoice that somebody marked as paid elsewhere brought nothing to this account."""
    if invoice.status != "paid" or invoice.amount_paid_off_stripe or invoice.amount_paid <= 0:
        return None
    return from_stripe(invoice.amount_paid, invoice.currency)


def collection_of(invoice: Invoice, *, live: bool) -> Collection:
    """Raises `UnknownOutcome` for a state that we do not know."""
    matches, money = invoice.livemode == live, what_came(invoice)
    match invoice.status:
        case "paid":
            if money is None:
                return Collection("gone", reference=invoice.id, merchant_matches=matches)
            return Collection("succeeded", money, invoice.id, _intent(invoice), merchant_matches=matches)
        case "void" | "uncollectible":
            return Collection("gone", reference=invoice.id, merchant_matches=matches)
        case "draft" | "open":
            return Collection(
                "failed" if invoice.attempt_count else "waiting",
                reference=invoice.id,
                page=_address(invoice),
                tries=invoice.attempt_count,
                merchant_matches=matches,
            )
    raise UnknownOutcome


def _intent(invoice: Invoice) -> str:
    paid = invoice.payments.data if invoice.payments else []
    return next((one.payment.payment_intent or "" for one in paid if one.status == "paid"), "")


def _address(invoice: Invoice) -> str:
    url = invoice.hosted_invoice_url or ""
    return url if url.startswith(("https://", "http://")) else ""
