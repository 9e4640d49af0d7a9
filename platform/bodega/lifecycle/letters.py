"""What is written to the people of a shop about its life. Every text is a msgid."""

from collections.abc import Mapping
from dataclasses import dataclass

_CONSOLE, _OFFERS, _MY, _BILLS = "/console/opening", "/my/offers", "/my", "/my/plans"


@dataclass(frozen=True)
class Letter:
    """`path` is where its reader goes on: in the shop's console, or on the platform's host."""

    subject: str
    text: str
    path: str


UNPAID_LETTER = Letter(
    "%(shop)s is frozen: a bill is not paid",
    "Hello %(name)s,\n\n%(shop)s takes no new orders, because a bill of its plan was not paid in time. What was paid is still"
    " delivered, and buyers can look up what they bought.\n\nOnce the bill is paid the shop goes on by itself: %(link)s",
    _BILLS,
)

LETTERS: Mapping[str, Letter] = {
    "frozen": Letter(
        "%(shop)s is frozen",
        "Hello %(name)s,\n\nthe platform has frozen %(shop)s:\n\n%(words)s\n\nIt takes no new orders. Payments on their way are"
        " still taken, what was paid is still delivered, and buyers can look up what they bought."
        "\n\nYou can answer to this with an appeal: %(link)s",
        _CONSOLE,
    ),
    "thawed": Letter(
        "%(shop)s goes on",
        "Hello %(name)s,\n\n%(shop)s is no longer frozen and goes on where it was.\n\n%(link)s",
        _CONSOLE,
    ),
    "closed": Letter(
        "%(shop)s is closed",
        "Hello %(name)s,\n\n%(shop)s is closed and takes no orders any more:\n\n%(words)s\n\nWhat was paid is still delivered,"
        " claims stay open, and records are kept as the law asks. You can still sign in, return balances and take your data"
        " with you: %(link)s",
        _CONSOLE,
    ),
    "appeal_granted": Letter(
        "%(shop)s: your appeal is granted",
        "Hello %(name)s,\n\nyour appeal was looked at and granted. %(shop)s goes on where it was.\n\n%(words)s\n\n%(link)s",
        _CONSOLE,
    ),
    "appeal_refused": Letter(
        "%(shop)s: your appeal is refused",
        "Hello %(name)s,\n\nyour appeal was looked at and refused. %(shop)s stays frozen.\n\n%(words)s\n\nYou can appeal again"
        " when there is something new to say: %(link)s",
        _CONSOLE,
    ),
    "closing": Letter(
        "%(shop)s closes on %(day)s",
        "Hello %(name)s,\n\nit is announced that %(shop)s closes on %(day)s:\n\n%(words)s\n\nUntil then it sells as before, and its"
        " home page says so. Deliver what is paid, answer claims, and return your customers' balances.\n\nIt can be called off"
        " until that day: %(link)s",
        _CONSOLE,
    ),
    "closing_near": Letter(
        "Soon it is over: %(shop)s closes on %(day)s",
        "Hello %(name)s,\n\n%(shop)s closes by itself on %(day)s. Before that day, please look once more at claims and at what"
        " your customers have in their wallets.\n\nIf the shop is to stay, call the closing off: %(link)s",
        _CONSOLE,
    ),
    "closing_off": Letter(
        "%(shop)s stays",
        "Hello %(name)s,\n\nthe closing of %(shop)s is called off. Its home page no longer announces anything.\n\n%(link)s",
        _CONSOLE,
    ),
    "offered": Letter(
        "%(shop)s is offered to you",
        "Hello %(name)s,\n\n%(other)s (%(email)s) wants to hand %(shop)s over to you. Nothing happens until you accept, and"
        " afterwards the platform looks at you as the new owner.\n\n%(link)s",
        _OFFERS,
    ),
    "accepted": Letter(
        "%(other)s wants to take over %(shop)s",
        "Hello %(name)s,\n\n%(other)s (%(email)s) has accepted. The platform looks at the new owner now; until then the shop is"
        " yours, and you can step back: %(link)s",
        _CONSOLE,
    ),
    "withdrawn": Letter(
        "%(shop)s is no longer offered to you",
        "Hello %(name)s,\n\n%(other)s has stepped back and keeps %(shop)s.\n\n%(link)s",
        _OFFERS,
    ),
    "declined": Letter(
        "%(other)s does not take over %(shop)s",
        "Hello %(name)s,\n\n%(other)s (%(email)s) has stepped back. %(shop)s stays yours.\n\n%(link)s",
        _CONSOLE,
    ),
    "new_owner_refused": Letter(
        "%(shop)s stays yours",
        "Hello %(name)s,\n\nthe platform has not accepted %(other)s as the new owner. %(shop)s stays yours and everything is as"
        " it was.\n\n%(link)s",
        _CONSOLE,
    ),
    "handed_over": Letter(
        "%(shop)s belongs to %(other)s now",
        "Hello %(name)s,\n\n%(shop)s is handed over to %(other)s (%(email)s). You can no longer sign in to its console.\n\n%(link)s",
        _MY,
    ),
    "taken_over": Letter(
        "%(shop)s is yours now",
        "Hello %(name)s,\n\n%(other)s has handed %(shop)s over to you. Its orders, balances and claims are yours to answer"
        " for.\n\n%(link)s",
        _CONSOLE,
    ),
}  # fmt: skip
