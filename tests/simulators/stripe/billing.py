"""Stripe Billing: customers, the cards they leave, and invoices that are charged to those."""

from simulators.stripe.account import Account, Thing
from simulators.stripe.events import tell
from simulators.stripe.refuse import ApiError

_CUSTOMER = {"name", "email", "preferred_locales", "invoice_settings", "metadata", "expand"}
_INVOICE = {
    "customer", "currency", "collection_method", "auto_advance", "pending_invoice_items_behavior", "description", "metadata",
    "expand",
}  # fmt: skip
_LEAST = 50


def make_customer(account: Account, wish: Thing) -> Thing:
    _known(wish, _CUSTOMER)
    named = {name: wish.get(name) for name in ("name", "email", "preferred_locales")}
    return account.add(
        "cus",
        {**named, "balance": 0, "livemode": account.livemode, "metadata": wish.get("metadata", {})}
        | {"invoice_settings": _invoice_settings(None)},
    )


def change_customer(account: Account, customer_id: str, wish: Thing) -> Thing:
    """Only a card of the customer's own can be the one that invoices are charged to."""
    _known(wish, _CUSTOMER)
    customer = account.get("customer", customer_id)
    method = wish.get("invoice_settings", {}).get("default_payment_method")
    if method is not None:
        if account.get("payment_method", method)["customer"] != customer_id:
            raise ApiError(400, "The customer does not have a payment method with this ID.", code="resource_missing")  # fmt: skip
        customer["invoice_settings"] = _invoice_settings(method)
    tell(account, "customer.updated", customer)
    return customer


def detach(account: Account, method_id: str) -> Thing:
    method = account.get("payment_method", method_id)
    if method["customer"] is None:
        raise ApiError(400, "The payment method you provided is not attached to a customer.")
    for customer in account.all("customer"):
        if customer["invoice_settings"]["default_payment_method"] == method_id:
            customer["invoice_settings"] = _invoice_settings(None)
    method["customer"] = None
    tell(account, "payment_method.detached", method)
    return method


def enter_card(account: Account, session: Thing, last4: str = "4242", *, refused: bool = False) -> Thing:
    """On Stripe's page: the card is the customer's from now on, and is not yet the one that invoices are charged to."""
    card = {
        "brand": "visa",
        "last4": last4,
        "exp_month": 12,
        "exp_year": 2031,
        "checks": None,
        "country": "HK",
    }
    method = account.add("pm", _method(account, session["customer"], card))
    if refused:
        account.refused.add(method["id"])
    setup = account.add(
        "seti",
        {
            "customer": session["customer"],
            "livemode": account.livemode,
            "payment_method": method["id"],
            "payment_method_types": ["card"],
            "status": "succeeded",
            "usage": "off_session",
        },
    )
    session.update(status="complete", setup_intent=setup["id"], url=None)
    tell(account, "checkout.session.completed", session)
    return method


def make_invoice(account: Account, wish: Thing) -> Thing:
    """Empty at first. What is due is what it comes to less what the customer has to their balance."""
    _known(wish, _INVOICE)
    customer = account.get("customer", wish.get("customer", ""))
    made = account.add("in", _invoice(account, customer, wish))
    made["lines"]["url"] = f"/v1/invoices/{made['id']}/lines"
    return made


def add_lines(account: Account, invoice_id: str, wish: Thing) -> Thing:
    invoice = _in(account, invoice_id, {"draft"}, "You can only add lines to a draft invoice.")
    for line in wish["lines"]:
        amount = int(line["amount"])
        period = {name: int(value) for name, value in line["period"].items()}
        invoice["lines"]["data"].append(_line(account, invoice, line["description"], amount, period))
    total = sum(line["amount"] for line in invoice["lines"]["data"])
    _count(account, invoice, total)
    return invoice


def finalize(account: Account, invoice_id: str, wish: Thing) -> Thing:
    """What comes to less than the least sum is put on the customer's balance, and counts as paid."""
    invoice = _in(account, invoice_id, {"draft"}, "This invoice is already finalized.")
    invoice.update(
        status="open",
        auto_advance=wish.get("auto_advance") == "true",
        hosted_invoice_url=f"https://invoice.stripe.com/i/{invoice_id}",
    )
    tell(account, "invoice.finalized", invoice)
    if not invoice["amount_due"]:
        invoice["status"] = "paid"
        tell(account, "invoice.paid", invoice)
    return invoice


def pay_invoice(account: Account, invoice_id: str) -> Thing:
    """Charged to the customer's card; a refusal leaves the invoice open, and Stripe tries again later."""
    invoice = _in(account, invoice_id, {"open"}, "Invoice is already paid or cannot be paid.")
    method = account.get("customer", invoice["customer"])["invoice_settings"]["default_payment_method"]
    if method is None:
        raise ApiError(400, "There is no `default_payment_method` set on this Customer or Invoice.")
    if method in account.refused:
        _refuse(account, invoice, by_hand=True)
        raise ApiError(402, "Your card was declined.", kind="card_error", code="card_declined", executed=True)
    return settle_invoice(account, invoice)


def try_again(account: Account, invoice: Thing) -> None:
    """Stripe's own next try, by the rules of its dashboard."""
    method = account.get("customer", invoice["customer"])["invoice_settings"]["default_payment_method"]
    if method in account.refused:
        _refuse(account, invoice, by_hand=False)
    else:
        settle_invoice(account, invoice)


def settle_invoice(account: Account, invoice: Thing) -> Thing:
    """Paid, from the card or on the page that the customer was shown."""
    due = invoice["amount_due"]
    intent = account.add(
        "pi",
        {"amount": due, "amount_received": due, "currency": invoice["currency"], "latest_charge": None}
        | {
            "livemode": account.livemode,
            "metadata": {},
            "status": "succeeded",
            "application_fee_amount": None,
        },
    )
    paying = {"type": "payment_intent", "payment_intent": intent["id"]}
    paid = account.add(
        "inpay",
        {
            "amount_paid": due,
            "amount_requested": due,
            "currency": invoice["currency"],
            "invoice": invoice["id"],
        }
        | {"is_default": True, "livemode": account.livemode, "payment": paying, "status": "paid"}
        | {"status_transitions": {"canceled_at": None, "paid_at": account.seconds()}},
    )
    invoice["payments"]["data"].append(paid)
    invoice.update(
        status="paid", attempted=True, attempt_count=invoice["attempt_count"] or 1, amount_paid=due, amount_remaining=0
    )  # fmt: skip
    tell(account, "payment_intent.succeeded", intent)
    tell(account, "invoice.paid", invoice)
    tell(account, "invoice.payment_succeeded", invoice)
    return invoice


def void(account: Account, invoice_id: str) -> Thing:
    invoice = _in(account, invoice_id, {"open", "uncollectible"}, "You can only void an open invoice.")
    invoice["status"] = "void"
    tell(account, "invoice.voided", invoice)
    return invoice


def delete(account: Account, invoice_id: str) -> Thing:
    _in(account, invoice_id, {"draft"}, "You can only delete draft invoices.")
    del account.things[invoice_id]
    return {"id": invoice_id, "object": "invoice", "deleted": True}


def _refuse(account: Account, invoice: Thing, *, by_hand: bool) -> None:
    """Any try counts as the first one; after it only Stripe's own do."""
    if not by_hand or not invoice["attempt_count"]:
        invoice["attempt_count"] += 1
    invoice["attempted"] = True
    tell(account, "invoice.payment_failed", invoice)


def _in(account: Account, invoice_id: str, states: set[str], message: str) -> Thing:
    invoice = account.get("invoice", invoice_id)
    if invoice["status"] not in states:
        raise ApiError(400, message)
    return invoice


def _count(account: Account, invoice: Thing, total: int) -> None:
    balance = account.get("customer", invoice["customer"])["balance"]
    due = max(total + balance, 0)
    due = due if due >= _LEAST else 0
    invoice.update(
        subtotal=total, total=total, amount_due=due, amount_remaining=due, starting_balance=balance
    )


def _known(wish: Thing, known: set[str]) -> None:
    if unknown := set(wish) - known:
        name = min(unknown)
        raise ApiError(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def _invoice_settings(method: str | None) -> Thing:
    return {
        "custom_fields": None,
        "default_payment_method": method,
        "footer": None,
        "rendering_options": None,
    }


def _method(account: Account, customer: str, card: Thing) -> Thing:
    details = dict.fromkeys(("address", "email", "name", "phone", "tax_id"))
    shown = {
        **card, "display_brand": card["brand"], "fingerprint": None, "funding": "credit", "generated_from": None,
        "networks": None, "three_d_secure_usage": None, "wallet": None, "regulated_status": None,
    }  # fmt: skip
    return {
        "billing_details": details, "card": shown, "customer": customer, "livemode": account.livemode, "metadata": {},
        "type": "card", "allow_redisplay": "always",
    }  # fmt: skip


def _line(account: Account, invoice: Thing, text: str, amount: int, period: Thing) -> Thing:
    return account.add(
        "il",
        {
            "amount": amount,
            "currency": invoice["currency"],
            "description": text,
            "discount_amounts": [],
            "discountable": amount >= 0,
            "discounts": [],
            "invoice": invoice["id"],
            "livemode": account.livemode,
            "metadata": {},
            "period": period,
            "quantity": 1,
            "subtotal": amount,
        },
    )


def _invoice(account: Account, customer: Thing, wish: Thing) -> Thing:
    """Without anything on it; the sums are counted when lines come."""
    zeros = (
        "amount_due", "amount_overpaid", "amount_paid", "amount_paid_off_stripe", "amount_remaining", "amount_shipping",
        "attempt_count", "post_payment_credit_notes_amount", "pre_payment_credit_notes_amount", "starting_balance",
        "subtotal", "total",
    )  # fmt: skip
    moments = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
    nothing = {"object": "list", "data": [], "has_more": False, "url": "/v1/invoice_payments"}
    return {
        **dict.fromkeys(zeros, 0),
        "attempted": False,
        "auto_advance": wish.get("auto_advance") == "true",
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "collection_method": wish.get("collection_method", "charge_automatically"),
        "currency": wish.get("currency", "usd"),
        "customer": customer["id"],
        "default_tax_rates": [],
        "description": wish.get("description"),
        "discounts": [],
        "hosted_invoice_url": None,
        "issuer": {"type": "self"},
        "lines": {**nothing, "data": []},
        "livemode": account.livemode,
        "metadata": wish.get("metadata", {}),
        "payment_settings": dict.fromkeys(
            ("default_mandate", "payment_method_options", "payment_method_types")
        ),
        "payments": {**nothing, "data": []},
        "period_end": account.seconds(),
        "period_start": account.seconds(),
        "status": "draft",
        "status_transitions": dict.fromkeys(moments),
    }
