"""Read a whole event: which payment, refund or dispute of ours it is about, and what it claims of it."""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from bodega_shop.extend import Money, UnknownOutcome
from bodega_stripe.ask_dispute import Dispute
from bodega_stripe.convert_amount import from_stripe
from bodega_stripe.find_refund import Refund
from bodega_stripe.read_invoice import Invoice, what_came
from bodega_stripe.read_payment import OUT_REFUND_NO, Intent, Session, intent_id, number_in

About = Literal["payment", "refund", "dispute", "card"]

_PAID = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "payment_intent.succeeded",
        "invoice.paid",
    }
)
_REFUND = frozenset({"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"})
_DISPUTE = "charge.dispute."
# What may change from which card the platform's bills are taken.
_CARD = frozenset({"customer.updated", "payment_method.updated", "payment_method.automatically_updated"})


class _Card(msgspec.Struct):
    """A customer, or a payment method that names one."""

    id: str
    object: str
    customer: str | None = None


@dataclass(frozen=True)
class Claim:
    """What one event says; `paid` where it says that a payment succeeded."""

    about: About = "payment"
    paid: bool = False
    out_trade_no: str = ""
    gateway_txn: str = ""
    money: Money | None = None
    refund_no: str = ""
    reference: str = ""


def what_it_is_about(kind: str) -> tuple[About, bool]:
    """From the type of an event: about what, and whether it says that a payment succeeded."""
    if kind in _REFUND:
        return "refund", False
    if kind.startswith(_DISPUTE):
        return "dispute", False
    if kind in _CARD:
        return "card", False
    return "payment", kind in _PAID


def read_snapshot(event: dict[str, Any]) -> Claim:
    """A claim that cannot be read names nothing, so that the shop looks it up by its reference or lets it be."""
    about, paid = what_it_is_about(str(event.get("type")))
    data = event.get("data")
    thing = data.get("object") if isinstance(data, dict) else None
    if not isinstance(thing, dict):
        return Claim(about)
    try:
        return _read(thing, about, paid=paid)
    except (msgspec.ValidationError, UnknownOutcome):
        reference = thing.get("id")
        return Claim(about, paid, reference=reference if isinstance(reference, str) else "")


def _read(thing: dict[str, Any], about: About, *, paid: bool) -> Claim:
    match thing.get("object"):
        case "checkout.session":
            return _of_session(msgspec.convert(thing, Session), paid=paid)
        case "payment_intent":
            return _of_intent(msgspec.convert(thing, Intent), paid=paid)
        case "invoice":
            return _of_invoice(msgspec.convert(thing, Invoice), paid=paid)
        case "customer" | "payment_method" if about == "card":
            return _of_card(msgspec.convert(thing, _Card))
        case "refund" if about == "refund":
            return _of_refund(msgspec.convert(thing, Refund))
        case "dispute" if about == "dispute":
            return _of_dispute(msgspec.convert(thing, Dispute))
    return Claim(about)


def _of_session(session: Session, *, paid: bool) -> Claim:
    """`completed` without money comes for slow ways to pay: then a second event follows when the money does.

    A session of the mode `setup` took a card and no money at all.
    """
    if session.mode == "setup":
        return Claim("card", reference=session.customer or "")
    paid = paid and session.payment_status != "unpaid"
    known = paid and session.amount_total is not None and session.currency
    return Claim(
        "payment",
        paid,
        session.client_reference_id or "",
        intent_id(session.payment_intent),
        from_stripe(session.amount_total or 0, session.currency or "") if known else None,
        reference=session.id,
    )


def _of_intent(intent: Intent, *, paid: bool) -> Claim:
    return Claim(
        "payment",
        paid,
        number_in(intent.metadata),
        intent.id,
        from_stripe(intent.amount_received, intent.currency) if paid else None,
        reference=intent.id,
    )


def _of_invoice(invoice: Invoice, *, paid: bool) -> Claim:
    """Of the events that tell of no money too: the shop asks what became of it."""
    return Claim(
        "payment",
        paid,
        number_in(invoice.metadata),
        money=what_came(invoice) if paid else None,
        reference=invoice.id,
    )


def _of_card(thing: _Card) -> Claim:
    return Claim("card", reference=thing.id if thing.object == "customer" else thing.customer or "")


def _of_refund(refund: Refund) -> Claim:
    return Claim(
        "refund",
        out_trade_no=number_in(refund.metadata),
        gateway_txn=intent_id(refund.payment_intent),
        money=from_stripe(refund.amount, refund.currency),
        refund_no=number_in(refund.metadata, OUT_REFUND_NO),
        reference=refund.id,
    )


def _of_dispute(dispute: Dispute) -> Claim:
    """A dispute carries no number of ours; the intent that it names does."""
    return Claim(
        "dispute",
        gateway_txn=intent_id(dispute.payment_intent),
        money=from_stripe(dispute.amount, dispute.currency),
        reference=dispute.id,
    )
