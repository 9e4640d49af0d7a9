"""What is stored of complaints as short words, said to a person. Every value is a msgid."""

from typing import Final

KINDS: Final = {
    "not_delivered": "It was not delivered",
    "bad_code": "The code does not work",
    "refund_refused": "A refund was refused",
    "misleading": "It is not what was promised",
    "other": "Something else",
}
STATES: Final = {
    "checking": "Being looked up",
    "unproved": "No such order was found",
    "repeated": "There is one already",
    "open": "The shop's turn",
    "answered": "The platform's turn",
    "withdrawn": "Taken back",
    "solved": "Solved",
    "decided": "It is decided",
}
TONES: Final = {"open": "warn", "answered": "info", "solved": "good", "checking": "info"}
VERDICTS: Final = {
    "buyer": "Decided for the buyer",
    "shop": "Decided for the shop",
    "settled": "Both sides agreed",
}
DEEDS: Final = {
    "complained": "Complained",
    "said": "Added",
    "answered": "Answered",
    "withdrawn": "Took it back",
    "solved": "Said that it is solved",
    "decided_buyer": "Decided for the buyer",
    "decided_shop": "Decided for the shop",
    "decided_settled": "Both sides agreed",
    "refunded": "Gave the money back",
    "overdue": "The time to answer ran out",
    "refund_missed": "The time to give the money back ran out",
}
SIDES: Final = {"buyer": "Buyer", "shop": "Shop", "platform": "Platform", "clock": "Clock"}
# What a shop calls these states of its orders.
ORDER_STATES: Final = {
    "pending": "Waiting for payment",
    "paid": "Paid, being delivered",
    "delivered": "Delivered",
    "exception": "Needs a person",
    "expired": "Expired",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
}
