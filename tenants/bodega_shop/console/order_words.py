"""What is stored of an order as short words, said to the shop's staff. Every value is a msgid."""

from collections.abc import Callable

from bodega_shop.orders.states import (
    AMOUNT_DIFFERS,
    BALANCE_MISSING,
    GOODS_MISSING,
    LATE_AND_SOLD_OUT,
    LATE_NOT_ACCEPTED,
    REFUND_FAILED,
)

EXCEPTIONS = {
    AMOUNT_DIFFERS: "The buyer paid another amount than the order's. Compare the payment below, then deliver or refund.",
    LATE_AND_SOLD_OUT: "The money came after the time to pay, and the codes were sold by then. Import codes and deliver, or refund.",
    LATE_NOT_ACCEPTED: "The money came after the time to pay. Deliver from stock, or refund.",
    GOODS_MISSING: "It is paid, but not all its codes are there. Import codes and deliver, or refund.",
    BALANCE_MISSING: "The money came after the time to pay, and the balance's part was free again by then. Deliver, or refund.",
    REFUND_FAILED: "Its money had gone back and came again: the refund failed afterwards. Deliver, or give it back another way.",
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
    "paid_from_balance": "Paid from the balance",
    "topped_up": "The balance was topped up",
    "refund_begun": "A refund was begun",
    "refund_done": "The money went back",
    "refund_failed": "A refund failed; the money is still here",
    "refund_reversed": "A refund failed after all; the money is here again",
    "refund_unclear": "The service gave back another sum than asked",
    "refund_external": "Given back at the payment service",
    "refunded": "All was given back",
    "reopened": "Open again after a refund failed",
    "left_on_desk": "Could not be given back by itself",
    "surplus_left": "A payment too many could not be given back by itself",
    "dispute_warning": "The buyer's bank asked about the payment",
    "dispute_open": "The buyer's bank took the money back for now",
    "dispute_won": "Dispute won: the money stays",
    "dispute_lost": "Dispute lost: the money is gone",
    "invoice_asked": "The buyer asked for an invoice",
    "invoice_issued": "The invoice was issued",
    "invoice_refused": "The invoice was refused",
    "confirmation_asked": "Proof of payment was brought",
    "confirmation_refused": "The proof of payment was refused",
}

PAYMENTS = {
    "created": "Begun",
    "processing": "Being checked",
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
    "topped_up": "Believed and applied",
    "refund_done": "A refund went through",
    "refund_failed": "A refund failed",
    "refund_reversed": "A refund failed after all",
    "refund_pending": "A refund is on its way",
    "refund_known": "A refund we know",
    "refund_doubtful": "A refund of another sum",
    "refund_external": "Given back at the payment service",
    "dispute_warning": "A question of the buyer's bank",
    "dispute_open": "A dispute",
    "dispute_won": "A dispute was won",
    "dispute_lost": "A dispute was lost",
    "dispute_known": "A dispute we know",
}

REFUNDS = {
    "created": "Being sent",
    "pending": "On its way",
    "unknown": "Not known yet",
    "succeeded": "Gone back",
    "failed": "Failed",
}

TARGETS = {"source": "The way it came", "wallet": "Balance", "hand": "By hand"}

CAUSES = {
    "external": "Made at the payment service",
    "automatic": "By itself, after the time you set",
    "surplus": "By itself, after the time you set",
}

DISPUTES = {"warning": "A question", "open": "Being decided", "won": "Won", "lost": "Lost"}

FAILURES = {
    "not_found": "The service does not know this refund, and might pay twice if it were asked again. Look the payment up in its own console and record what you found.",
    "not_askable": "The service did not answer, and cannot be asked about refunds. Look the payment up in its own console and record what you found.",
    "amount_differs": "The service says that another sum went back. Compare it in its own console and record what you found.",
    "too_long": "The service has not decided for thirty days. Ask it, and record what it answered.",
    "by_hand": "Somebody looked it up: the money had not gone.",
    "gateway-rejected": "The service refused it. The money is still here.",
    "gateway-unavailable": "The service did not answer for a day. The money is still here.",
    "gateway-unsupported": "The service cannot give this money back. The money is still here.",
    "channel-not-ready": "The payment channel is not set up completely. The money is still here.",
    "not-found": "The channel's extension is not installed any more. The money is still here.",
    "refused": "The service's address is not allowed. The money is still here.",
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
        "refunds": REFUNDS,
        "targets": TARGETS,
        "causes": CAUSES,
        "disputes": DISPUTES,
        "failures": FAILURES,
    }
    said = {name: {word: say(text) for word, text in texts.items()} for name, texts in about.items()}
    return {**said, "payment_tones": PAYMENT_TONES}


def exception_words(say: Callable[[str], str], exception: str) -> str:
    return say(EXCEPTIONS[exception]) if exception in EXCEPTIONS else exception
