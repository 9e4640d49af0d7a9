"""What a comparison stores as short words, said to the shop's staff. Every value is a msgid."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

CLASSES = {
    "matched": "Agrees",
    "amount": "Sums differ",
    "missing_here": "Missing here",
    "missing_there": "Missing there",
    "status": "Not done on one side",
    "fee": "Another fee",
    "other": "Something else",
}

TONES = {"matched": "good", "amount": "bad", "missing_here": "warn", "missing_there": "bad", "status": "warn"}

EXPLAINED = {
    "amount": "Both know it, with another sum. Look at both sides, then say here what it was.",
    "missing_here": "The service lists it, and the shop had not heard of it.",
    "missing_there": "The shop has it as paid, and the service does not list it, a day later. Ask the service.",
    "status": "One side says that it is done, the other that it is not.",
    "fee": "The service kept something else than expected. What it kept is booked.",
    "other": "Neither a payment nor a refund.",
}

OUTCOMES = {
    "delivered": "The order was paid and delivered by this.",
    "late": "It came late; the order was delivered by this.",
    "exception": "The order is on the desk of exceptions now.",
    "needs_review": "The sum differs; the order is on the desk of exceptions now.",
    "surplus": "It is a payment too many, to be given back.",
    "topped_up": "The balance was topped up by this.",
    "already_paid": "It had been heard of already.",
    "duplicate": "It had been heard of already.",
    "unknown_order": "The shop has no such order. Is the account used elsewhere too?",
    "second_payment": "The order was paid under another number of the service. If it is other money, give it back there.",
    "refund_done": "The refund is done by this.",
    "refund_failed": "The refund failed at the service; the money is still there.",
    "refund_known": "The refund was known already.",
    "refund_external": "Given back at the service itself; it is written down here now.",
    "not_asked": "The service did not answer when it was asked about this refund.",
    "wait": "The refund is still being looked into.",
    "ignored": "The service does not say more about this refund.",
}

STATES = {"done": "Done", "waiting": "Waiting for the list", "failed": "Given up"}
STATE_TONES = {"done": "good", "waiting": "warn", "failed": "bad"}

KINDS = {
    "payment": "Payment",
    "refund": "Refund",
    "fee": "Fee",
    "dispute": "Dispute",
    "payout": "Payout",
    "adjustment": "Adjustment",
}


@dataclass(frozen=True)
class ReconciliationWords:
    classes: Mapping[str, str]
    explained: Mapping[str, str]
    outcomes: Mapping[str, str]
    states: Mapping[str, str]
    kinds: Mapping[str, str]
    tones: Mapping[str, str]
    state_tones: Mapping[str, str]


def reconciliation_words(say: Callable[[str], str]) -> ReconciliationWords:
    """In the reader's language."""

    def said(words: Mapping[str, str]) -> Mapping[str, str]:
        return {key: say(text) for key, text in words.items()}

    return ReconciliationWords(
        said(CLASSES), said(EXPLAINED), said(OUTCOMES), said(STATES), said(KINDS), TONES, STATE_TONES
    )
