"""The life of an order: its states, which follows which, and why one may need a person.

    pending ──► paid ──► delivered
       │  │       └────► exception ──► delivered
       │  └────────────► exception
       ├──► expired ───► delivered | exception      (money that came late)
       └──► cancelled ─► delivered | exception      (money that came late)

Paid and delivered happen in one transaction when the goods are reserved, which is the rule.
"""

from typing import Final

PENDING: Final = "pending"
PAID: Final = "paid"
DELIVERED: Final = "delivered"
EXCEPTION: Final = "exception"
EXPIRED: Final = "expired"
CANCELLED: Final = "cancelled"

STATES = (PENDING, PAID, DELIVERED, EXCEPTION, EXPIRED, CANCELLED)

TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    PENDING: frozenset({PAID, DELIVERED, EXCEPTION, EXPIRED, CANCELLED}),
    PAID: frozenset({DELIVERED, EXCEPTION}),
    EXCEPTION: frozenset({DELIVERED}),
    EXPIRED: frozenset({DELIVERED, EXCEPTION}),
    CANCELLED: frozenset({DELIVERED, EXCEPTION}),
    DELIVERED: frozenset(),
}

AMOUNT_DIFFERS: Final = "amount_differs"
LATE_AND_SOLD_OUT: Final = "late_and_sold_out"
LATE_NOT_ACCEPTED: Final = "late_not_accepted"
GOODS_MISSING: Final = "goods_missing"

EXCEPTIONS = (AMOUNT_DIFFERS, LATE_AND_SOLD_OUT, LATE_NOT_ACCEPTED, GOODS_MISSING)
