"""Checkout Sessions: opened with a wish, shown, listed, expired."""

import re

from simulators.stripe.account import Account, Thing
from simulators.stripe.events import tell
from simulators.stripe.refuse import ApiError, unusable

ENDIVE = "2026-09-30"

_KNOWN = {
    "mode", "client_reference_id", "line_items", "success_url", "cancel_url", "expires_at", "locale", "metadata",
    "adaptive_pricing", "payment_intent_data", "customer_email", "allowed_payment_method_types", "expand",
    "excluded_payment_method_types", "payment_method_options", "payment_method_types", "ui_mode", "customer", "currency",
}  # fmt: skip
_SHORTEST, _LONGEST = 30 * 60, 24 * 60 * 60
_LEAST, _MOST = 50, 99_999_999
_EVERY_METHOD = ["card", "link", "alipay", "wechat_pay"]
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def check_wish(account: Account, wish: Thing, version: str) -> None:
    """What is refused before anything is carried out, and therefore kept under no idempotency key."""
    if unknown := set(wish) - _KNOWN:
        name = min(unknown)
        raise ApiError(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    if "payment_method_types" in wish and version >= ENDIVE:
        message = "payment_method_types is no longer supported; use allowed_payment_method_types."
        code = "payment_method_types_no_longer_supported"
        raise ApiError(400, message, code=code, param="payment_method_types")
    if {"allowed_payment_method_types", "excluded_payment_method_types"} <= set(wish):
        raise unusable("excluded_payment_method_types", "You may only specify one of these parameters.")
    setup = wish.get("mode") == "setup"
    for name in ("mode", "success_url", "currency" if setup else "line_items"):
        if not wish.get(name):
            raise ApiError(400, f"Missing required param: {name}.", code="parameter_missing", param=name)
    if setup:
        account.get("customer", wish.get("customer", ""))
    else:
        _check_values(account, wish)


def open_session(account: Account, wish: Thing) -> Thing:
    if wish["mode"] == "setup":
        return _open_setup(account, wish)
    price = wish["line_items"][0]["price_data"]
    amount = int(price["unit_amount"]) * int(wish["line_items"][0].get("quantity", 1))
    fee = wish.get("payment_intent_data", {}).get("application_fee_amount")
    if fee is not None and (not account.is_connected or int(fee) > amount):
        raise ApiError(400, "Can only apply an application_fee_amount on a connected account.", param="payment_intent_data[application_fee_amount]")  # fmt: skip
    session = account.add("cs", _shape(account, wish, amount, price["currency"]))
    account.wishes[session["id"]] = wish.get("payment_intent_data", {})
    session["url"] = f"https://checkout.stripe.com/c/pay/{session['id']}"
    return session


def _open_setup(account: Account, wish: Thing) -> Thing:
    """A card is taken, and no money."""
    shape = _shape(account, wish, 0, wish["currency"])
    shape |= {
        "amount_subtotal": None,
        "amount_total": None,
        "mode": "setup",
        "payment_status": "no_payment_required",
    }
    session = account.add("cs", {**shape, "customer": wish["customer"], "setup_intent": None})
    session["url"] = f"https://checkout.stripe.com/c/pay/{session['id']}"
    return session


def expire_session(account: Account, session_id: str) -> Thing:
    session = account.get("checkout.session", session_id)
    if session["status"] != "open":
        raise ApiError(400, f"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `{session['status']}`.")  # fmt: skip
    session.update(status="expired", url=None)
    tell(account, "checkout.session.expired", session)
    return session


def _check_values(account: Account, wish: Thing) -> None:
    lasts = int(wish.get("expires_at", account.seconds() + _LONGEST)) - account.seconds()
    if not _SHORTEST <= lasts <= _LONGEST:
        raise ApiError(400, "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.", param="expires_at")  # fmt: skip
    if not _LEAST <= int(wish["line_items"][0]["price_data"]["unit_amount"]) <= _MOST:
        raise ApiError(400, "The amount is too small or too large.", code="amount_too_small")
    allowed = wish.get("allowed_payment_method_types", [])
    client = wish.get("payment_method_options", {}).get("wechat_pay", {}).get("client")
    if "wechat_pay" in allowed and client != "web":
        raise unusable("payment_method_options[wechat_pay][client]", "WeChat Pay needs a client.")
    if "customer_email" in wish and not _EMAIL.fullmatch(wish["customer_email"]):
        raise ApiError(400, "Invalid email address.", code="email_invalid", param="customer_email")


def _shape(account: Account, wish: Thing, amount: int, currency: str) -> Thing:
    methods = wish.get("allowed_payment_method_types") or [
        name for name in _EVERY_METHOD if name not in wish.get("excluded_payment_method_types", [])
    ]
    return {
        "adaptive_pricing": {"enabled": wish.get("adaptive_pricing", {}).get("enabled") == "true"},
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": wish.get("cancel_url"),
        "client_reference_id": wish.get("client_reference_id"),
        "currency": currency,
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer_email": wish.get("customer_email"),
        "expires_at": int(wish.get("expires_at", account.seconds() + _LONGEST)),
        "livemode": account.livemode,
        "locale": wish.get("locale"),
        "metadata": wish.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_method_types": methods,
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "success_url": wish["success_url"],
        "ui_mode": "hosted_page",
        "url": None,
    }
