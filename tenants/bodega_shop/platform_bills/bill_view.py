"""A bill as pages show it."""

from collections.abc import Mapping
from typing import Any

from bodega.kernel.i18n import CHINESE
from bodega.kernel.money import Money
from bodega.staff.door_page import DoorPage


def bill_row(page: DoorPage, bill: Mapping[str, Any], home: str) -> dict[str, Any]:
    """One line of a list; with a `home` it leads to its page."""
    paid = bill["state"] == "paid"
    return {
        "url": f"{home}/{bill['id']}" if home else "",
        "number": number_of(bill),
        "shop": bill["shop"],
        "sum": Money(bill["total"], bill["currency"]).format(page.visit.locale),
        "day": page.moment(bill["issued_at"]),
        "due": page.moment(bill["due_at"]),
        "tone": "good" if paid else "bad" if bill["due_at"] <= page.visit.now else "warn",
        "state": page.say("Paid") if paid else page.say("Not paid yet"),
    }


def number_of(bill: Mapping[str, Any]) -> str:
    return f"{bill['year']}-{bill['number']:06d}"


def bill_view(page: DoorPage, bill: Mapping[str, Any]) -> dict[str, Any]:
    """The whole bill, in the reader's language."""
    language = "zh" if page.visit.locale == CHINESE else "en"

    def shown(minor: int) -> str:
        return Money(minor, bill["currency"]).format(page.visit.locale)

    return {
        **bill_row(page, bill, ""),
        "id": str(bill["id"]),
        "open": bill["state"] == "open",
        "seller": bill["seller"] or page.runtime.settings.base_domain,
        "paid_day": page.moment(bill["paid_at"]) if bill["paid_at"] else "",
        "buyer": bill["buyer"],
        "tax_note": bill["tax_note"],
        "period": f"{page.moment(bill['begins'])} – {page.moment(bill['ends'])}",
        "lines": [
            {"text": page.say(line["text"], plan=line["plan"][language]), "sum": shown(line["amount"])}
            for line in bill["lines"]
        ],
        "credit": shown(bill["paid"]) if bill["paid"] and bill["state"] == "open" else "",
        "owed": shown(bill["total"] - bill["paid"]),
    }


def payment_row(page: DoorPage, payment: Mapping[str, Any]) -> dict[str, Any]:
    """One attempt to pay a bill, by hand or from a card."""
    word, tone = _ATTEMPTS[payment["state"]]
    return {
        "number": payment["out_trade_no"],
        "at": page.moment(payment["created_at"]),
        "sum": Money(payment["amount"], payment["currency"]).format(page.visit.locale),
        "state": page.say("From the card: %(state)s", state=page.say(word))
        if payment["collected"]
        else page.say(word),
        "tone": tone,
    }


_ATTEMPTS = {
    "created": ("Begun", ""),
    "pending": ("Begun", ""),
    "succeeded": ("Paid", "good"),
    "surplus": ("Paid, kept as credit", "warn"),
    "ended": ("Called off", ""),
}
