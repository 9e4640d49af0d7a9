"""Disputes: an inquiry moves no money, a chargeback takes it at once, and the bank decides later."""

from simulators.stripe.account import Account, Thing
from simulators.stripe.events import tell

FEE = 1500


def ask(account: Account, charge: Thing) -> Thing:
    """The bank asks, and takes nothing."""
    dispute = _open(account, charge, "warning_needs_response")
    tell(account, "charge.dispute.created", dispute)
    return dispute


def take_back(account: Account, charge: Thing) -> Thing:
    """The bank takes the sum, and Stripe its fee."""
    dispute = _open(account, charge, "needs_response")
    charge["disputed"] = True
    booked = account.book(dispute, -charge["amount"], FEE, "adjustment", "dispute")
    dispute["balance_transactions"].append(dict(booked))
    tell(account, "charge.dispute.created", dispute)
    tell(account, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def decide(account: Account, dispute: Thing, *, won: bool) -> None:
    dispute["status"] = "won" if won else "lost"
    if won:
        booked = account.book(dispute, dispute["amount"], -FEE, "adjustment", "dispute_reversal")
        dispute["balance_transactions"].append(dict(booked))
        account.get("charge", dispute["charge"])["disputed"] = False
        tell(account, "charge.dispute.funds_reinstated", dispute)
    tell(account, "charge.dispute.closed", dispute)


def _open(account: Account, charge: Thing, status: str) -> Thing:
    return account.add(
        "dp",
        {
            "amount": charge["amount"],
            "balance_transactions": [],
            "charge": charge["id"],
            "currency": charge["currency"],
            "enhanced_eligibility_types": [],
            "evidence": {"enhanced_evidence": {}},
            "evidence_details": {
                "due_by": account.seconds() + 7 * 86_400,
                "enhanced_eligibility": {},
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
            "is_charge_refundable": status.startswith("warning_"),
            "livemode": account.livemode,
            "metadata": {},
            "payment_intent": charge["payment_intent"],
            "reason": "fraudulent",
            "status": status,
        },
    )
