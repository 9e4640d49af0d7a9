"""The accounts of the books in words, for people who keep shops and not books."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

Say = Callable[..., str]

NAMES: Mapping[str, str] = {
    "platform": "With the platform",
    "held": "Paid, not delivered yet",
    "surplus": "Paid too much",
    "sales": "Sales",
    "surcharge": "Payment fees borne by buyers",
    "refunds": "Given back after delivery",
    "fees": "Payment fees",
    "commission": "Commission",
    "bonuses": "Bonuses given",
    "disputed": "Disputed",
    "disputes": "Lost disputes",
    "adjustments": "Corrections",
    "rounding": "Rounding",
}

HOLDS: Mapping[str, str] = {
    "platform": "Collected by the platform for you, less its commission.",
    "held": "Buyers' money for orders that still wait for their goods.",
    "surplus": "Second payments and the like, to be given back.",
    "sales": "Goods that were delivered.",
    "surcharge": "What buyers paid on top for the payment itself.",
    "refunds": "Refunds for goods that had been delivered.",
    "fees": "What payment services kept.",
    "commission": "What the platform kept.",
    "bonuses": "Given to customers on top of what they paid in.",
    "disputed": "Taken back by buyers' banks while a case is open.",
    "disputes": "Lost cases and their fees.",
    "adjustments": "Corrections by a person, each with its reason.",
    "rounding": "What a service's own rounding took.",
}

# What a credit makes grow: what is owed to others, and what was earned.
_GROW_BY_CREDIT = frozenset({"held", "surplus", "sales", "surcharge"})

LEGS: Mapping[str, str] = {
    "sale": "Sale",
    "received": "Money received",
    "surcharge": "Fee borne by the buyer",
    "commission": "Commission",
    "fee": "Payment fee",
    "delivered": "Delivered",
    "wallet": "Balance",
    "bonus": "Bonus",
    "over": "Given back beyond what was left",
}
_PARTS = "Given back"

PHASES: Mapping[str, str] = {
    "posted": "Booked",
    "pending": "Promised",
    "post": "Promise kept",
    "void": "Promise given up",
}


class AccountWords(NamedTuple):
    """How an account is called, what it holds, and whether a credit makes it grow."""

    name: str
    holds: str
    grows_by_credit: bool


def account_words(say: Say, account: str, channels: Mapping[str, str]) -> AccountWords:
    """`channels` are the names of the shop's channels by id."""
    kind, _, of = account.partition(":")
    if kind == "clearing":
        name = say("At %(channel)s", channel=channels.get(of, of[:8]))
        return AccountWords(name, say("Taken by the payment service for you, less fees and refunds."), False)
    if kind == "wallet":
        name = say("A customer's balance") if of else say("Customers' balances")
        return AccountWords(name, say("What customers paid in and have not spent."), True)
    if kind == "bonus":
        name = say("A customer's bonus") if of else say("Customers' bonuses")
        return AccountWords(name, say("What you gave on top and is not spent."), True)
    if account not in NAMES:
        return AccountWords(account, "", False)
    return AccountWords(say(NAMES[account]), say(HOLDS[account]), account in _GROW_BY_CREDIT)


def leg_words(say: Say, leg: str) -> str:
    """What a transfer was for; `leg` is its first word, before any number or phase."""
    word = leg.partition(":")[0]
    return say(_PARTS if word.startswith("part") else LEGS.get(word, word))
