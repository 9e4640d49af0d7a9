"""An order's state in words a buyer understands; the money first."""

from bodega_shop.orders.states import (
    AMOUNT_DIFFERS,
    BALANCE_MISSING,
    CANCELLED,
    DELIVERED,
    EXCEPTION,
    EXPIRED,
    GOODS_MISSING,
    LATE_AND_SOLD_OUT,
    LATE_NOT_ACCEPTED,
    PAID,
    PENDING,
    REFUND_FAILED,
    REFUNDED,
)

_STATE_WORDS = {
    PENDING: "Waiting for payment",
    PAID: "Paid, being delivered",
    DELIVERED: "Delivered",
    EXCEPTION: "Paid, and a person is on it",
    EXPIRED: "The time to pay is over",
    CANCELLED: "Cancelled",
    REFUNDED: "Refunded",
}

EXCEPTION_WORDS = {
    "": "Your payment arrived. The shop looks at this order and either delivers it or gives your money back.",
    AMOUNT_DIFFERS: "Your payment arrived, but the amount differs from the order's. The shop looks at it.",
    LATE_AND_SOLD_OUT: "Your payment arrived after the time was up, and the goods are sold out. The shop looks at it.",
    LATE_NOT_ACCEPTED: "Your payment arrived after the time was up. The shop looks at it.",
    GOODS_MISSING: "Your payment arrived, but the goods are missing. The shop looks at it.",
    BALANCE_MISSING: "Your payment arrived after the time was up, and your balance has its part again. The shop looks at it.",
    REFUND_FAILED: "Your money was sent back and did not reach you. The shop has it and looks for another way.",
}


def state_words(state: str) -> str:
    """A msgid for that state."""
    return _STATE_WORDS[state]
