"""Refunds: made through the interface or in the dashboard, never more than was paid, and some that fail later."""

from simulators.stripe.account import Account, Thing
from simulators.stripe.events import tell
from simulators.stripe.refuse import ApiError, missing

_KNOWN = {
    "payment_intent", "charge", "amount", "reason", "metadata", "refund_application_fee", "reverse_transfer", "expand",
}  # fmt: skip
_REASONS = {"duplicate", "fraudulent", "requested_by_customer"}


def check_wish(account: Account, wish: Thing) -> None:
    """What is refused before anything is carried out."""
    if unknown := set(wish) - _KNOWN:
        name = min(unknown)
        raise ApiError(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    if wish.get("reason", "duplicate") not in _REASONS:
        raise ApiError(400, "Invalid reason.", param="reason")
    if wish.get("refund_application_fee") == "true" and not account.is_connected:
        raise ApiError(400, "There is no application fee to refund.", param="refund_application_fee")


def refund(account: Account, wish: Thing) -> Thing:
    """The codes are those that callers of the real service have met."""
    charge = _charge(account, wish)
    left = charge["amount"] - charge["amount_refunded"]
    amount = int(wish.get("amount", left))
    if charge["disputed"]:
        raise ApiError(400, "This charge has been charged back.", code="charge_disputed", executed=True)
    if not left:
        raise ApiError(
            400, "Charge has already been refunded.", code="charge_already_refunded", executed=True
        )
    if not 0 < amount <= left:
        raise ApiError(400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount", executed=True)  # fmt: skip
    made = account.add("re", _shape(charge, amount, wish))
    made["balance_transaction"] = account.book(made, -amount, 0, "refund", "refund")["id"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    tell(account, "refund.created", made)
    tell(account, "charge.refunded", charge)
    return made


def fail(account: Account, made: Thing) -> None:
    """The buyer's card is closed: days later the money is back with the merchant."""
    charge = account.get("charge", made["charge"])
    booked = account.book(made, made["amount"], 0, "refund_failure", "refund_failure")
    made.update(
        status="failed", failure_reason="expired_or_canceled_card", failure_balance_transaction=booked["id"]
    )
    charge["amount_refunded"] -= made["amount"]
    charge["refunded"] = False
    tell(account, "refund.failed", made)


def _charge(account: Account, wish: Thing) -> Thing:
    if "charge" in wish:
        return account.get("charge", wish["charge"])
    intent = account.get("payment_intent", wish.get("payment_intent", ""))
    if not intent["latest_charge"]:
        raise missing("charge", intent["id"])
    return account.get("charge", intent["latest_charge"])


def _shape(charge: Thing, amount: int, wish: Thing) -> Thing:
    return {
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "currency": charge["currency"],
        "metadata": wish.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "reason": wish.get("reason"),
        "status": "succeeded",
    }
