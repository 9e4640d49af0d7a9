"""What is stored of an order as short words, said to the shop's staff. Every value is a msgid."""

from collections.abc import Callable

from bodega_shop.orders.states import AMOUNT_DIFFERS, GOODS_MISSING, LATE_AND_SOLD_OUT, LATE_NOT_ACCEPTED

EXCEPTIONS = {
    AMOUNT_DIFFERS: "The buyer paid another amount than the order's. Compare the payment below, then deliver or refund.",
    LATE_AND_SOLD_OUT: "The money came after the time to pay, and the codes were sold by then. Import codes and deliver, or refund.",
    LATE_NOT_ACCEPTED: "The money came after the time to pay. Deliver from stock, or refund.",
    GOODS_MISSING: "It is paid, but not all its codes are there. Import codes and deliver, or refund.",
}

EVENTS = {
    "placed": "Placed",
    "nothing_to_pay": "Nothing had to be paid",
    "paid": "Paid",
    "delivered": "Delivered",
    "delivered_by_hand": "Delivered by hand",
    "set_aside": "Set aside for a person",
    "paid_late": "Paid late, and delivered",
    "second_payment": "Paid a second time",
    "surplus_payment": "A payment too many",
    "amount_differs": "Another amount arrived",
    "expired": "The time to pay ran out",
    "cancelled": "Cancelled",
    "message_again": "The message was sent again",
}

PAYMENTS = {
    "created": "Begun",
    "pending": "Waiting",
    "succeeded": "Arrived",
    "failed": "Failed",
    "closed": "Closed",
    "needs_review": "Another amount",
    "surplus": "Too many",
}
PAYMENT_TONES = {"succeeded": "good", "needs_review": "bad", "surplus": "warn", "failed": "bad"}

OUTCOMES = {
    "applied": "Believed and applied",
    "delivered": "Believed and applied",
    "duplicate": "Heard before",
    "already_paid": "Paid before",
    "late": "Came late",
    "needs_review": "Another amount",
    "surplus": "A payment too many",
    "exception": "Set aside for a person",
    "other_merchant": "Refused: another merchant",
    "ignored": "No payment",
    "to_query": "Being verified",
    "unknown_order": "No order of ours",
}

REVEALS = {
    "first_view": "The buyer, right after paying",
    "tap": "The buyer",
    "api": "The buyer's program",
    "email": "Sent by e-mail",
    "staff": "Staff",
    "export": "Export",
}

WAYS = {"email": "E-mail", "sms": "Text message"}

MESSAGES = {"queued": "Waiting", "sent": "Sent", "failed": "Not sent"}


def order_words(say: Callable[[str], str]) -> dict[str, dict[str, str]]:
    """All of them in the reader's language, by what they are about."""
    about = {
        "events": EVENTS,
        "payments": PAYMENTS,
        "outcomes": OUTCOMES,
        "reveals": REVEALS,
        "messages": MESSAGES,
        "ways": WAYS,
    }
    said = {name: {word: say(text) for word, text in texts.items()} for name, texts in about.items()}
    return {**said, "payment_tones": PAYMENT_TONES}


def exception_words(say: Callable[[str], str], exception: str) -> str:
    return say(EXCEPTIONS[exception]) if exception in EXCEPTIONS else exception
