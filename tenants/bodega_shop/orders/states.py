"""The life of an order: its states, which follows which, and why one may need a person.

    pending ──► paid ──► delivered ──► refunded
       │  │       └────► exception ──► delivered | refunded
       │  └────────────► exception
       ├──► expired ───► delivered | exception      (money that came late)
       └──► cancelled ─► delivered | exception      (money that came late)

Paid and delivered happen in one transaction when the goods are reserved, which is the rule. `refunded` means that all
that was paid went back; a part given back, and a dispute, leave the state as it is and stand beside it.
"""

from typing import Final

PENDING: Final = "pending"
PAID: Final = "paid"
DELIVERED: Final = "delivered"
EXCEPTION: Final = "exception"
EXPIRED: Final = "expired"
CANCELLED: Final = "cancelled"
REFUNDED: Final = "refunded"

STATES = (PENDING, PAID, DELIVERED, EXCEPTION, EXPIRED, CANCELLED, REFUNDED)

TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    PENDING: frozenset({PAID, DELIVERED, EXCEPTION, EXPIRED, CANCELLED}),
    PAID: frozenset({DELIVERED, EXCEPTION}),
    EXCEPTION: frozenset({DELIVERED, REFUNDED}),
    EXPIRED: frozenset({DELIVERED, EXCEPTION}),
    CANCELLED: frozenset({DELIVERED, EXCEPTION}),
    DELIVERED: frozenset({REFUNDED}),
    # A refund can fail after it had succeeded: the order is then as it was before.
    REFUNDED: frozenset({DELIVERED, EXCEPTION}),
}

AMOUNT_DIFFERS: Final = "amount_differs"
LATE_AND_SOLD_OUT: Final = "late_and_sold_out"
LATE_NOT_ACCEPTED: Final = "late_not_accepted"
GOODS_MISSING: Final = "goods_missing"

BALANCE_MISSING: Final = "balance_missing"
REFUND_FAILED: Final = "refund_failed"

EXCEPTIONS = (
    AMOUNT_DIFFERS,
    LATE_AND_SOLD_OUT,
    LATE_NOT_ACCEPTED,
    GOODS_MISSING,
    BALANCE_MISSING,
    REFUND_FAILED,
)

GOODS: Final = "goods"
TOPUP: Final = "topup"
