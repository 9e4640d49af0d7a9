"""What the buyer does on Stripe's page: pays at once, pays slowly, or with a bank that says no."""

from simulators.stripe.account import Account, Thing
from simulators.stripe.events import tell

_FIXED, _PER_MILLE = 30, 29


def pay(account: Account, session: Thing, amount: int | None = None) -> Thing:
    """By card; `amount` is for a sum other than the one asked for."""
    intent = begin(account, session, amount)
    settle(account, intent)
    session.update(status="complete", payment_status="paid", url=None)
    tell(account, "checkout.session.completed", session)
    return intent


def pay_slowly(account: Account, session: Thing) -> Thing:
    """By bank debit: the session is complete, and no money is there."""
    intent = begin(account, session, None)
    intent["status"] = "processing"
    session.update(status="complete", url=None)
    tell(account, "checkout.session.completed", session)
    return intent


def arrive(account: Account, session: Thing) -> None:
    """The debit comes in."""
    settle(account, account.get("payment_intent", session["payment_intent"]))
    session["payment_status"] = "paid"
    tell(account, "checkout.session.async_payment_succeeded", session)


def bounce(account: Account, session: Thing) -> None:
    """The bank refuses the debit."""
    intent = account.get("payment_intent", session["payment_intent"])
    intent["status"] = "requires_payment_method"
    tell(account, "payment_intent.payment_failed", intent)
    tell(account, "checkout.session.async_payment_failed", session)


def begin(account: Account, session: Thing, amount: int | None) -> Thing:
    """The intent is made when the buyer begins to pay, with the metadata that was set aside for it."""
    if amount is not None:
        session["amount_total"] = session["amount_subtotal"] = amount
    wish = account.wishes[session["id"]]
    fee = wish.get("application_fee_amount")
    intent = account.add(
        "pi",
        {
            "amount": session["amount_total"],
            "amount_received": 0,
            "application_fee_amount": int(fee) if fee else None,
            "currency": session["currency"],
            "latest_charge": None,
            "livemode": account.livemode,
            "metadata": wish.get("metadata", {}),
            "status": "requires_confirmation",
        },
    )
    session["payment_intent"] = intent["id"]
    return intent


def settle(account: Account, intent: Thing) -> None:
    """The charge, what it does to the balance, and who is told."""
    amount, platform_part = intent["amount"], intent["application_fee_amount"] or 0
    charge = account.add("ch", _charge(account, intent))
    fee = (amount * _PER_MILLE + 500) // 1000 + _FIXED + platform_part
    booked = account.book(charge, amount, fee, "charge", "charge")
    booked["fee_details"] = _fee_details(fee - platform_part, platform_part, intent["currency"])
    charge["balance_transaction"] = booked["id"]
    intent.update(status="succeeded", amount_received=amount, latest_charge=charge["id"])
    tell(account, "payment_intent.succeeded", intent)
    tell(account, "charge.succeeded", charge)


def _fee_details(own: int, platform_part: int, currency: str) -> list[Thing]:
    """Whoever looks only at the sum takes the platform's part for a fee of Stripe's."""
    named = {"application": None, "currency": currency, "description": None}
    parts = [("stripe_fee", own), ("application_fee", platform_part)]
    return [{**named, "amount": amount, "type": kind} for kind, amount in parts if amount]


def _charge(account: Account, intent: Thing) -> Thing:
    return {
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": dict.fromkeys(("address", "email", "name", "phone", "tax_id")),
        "captured": True,
        "currency": intent["currency"],
        "disputed": False,
        "livemode": account.livemode,
        "metadata": dict(intent["metadata"]),
        "paid": True,
        "payment_intent": intent["id"],
        "refunded": False,
        "status": "succeeded",
    }
