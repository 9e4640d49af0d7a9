"""One account at Stripe: everything that exists there, and what was booked."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulators.stripe.refuse import missing

Thing = dict[str, Any]
KINDS = {
    "cs": "checkout.session", "pi": "payment_intent", "ch": "charge", "re": "refund", "dp": "dispute",
    "txn": "balance_transaction", "evt": "event", "fee": "application_fee", "cus": "customer", "pm": "payment_method",
    "seti": "setup_intent", "in": "invoice", "il": "line_item", "inpay": "invoice_payment",
}  # fmt: skip


@dataclass
class Destination:
    """Where events go, in which of two forms, the secrets under which each is signed, and which were asked for."""

    form: str
    secrets: list[str]
    wanted: frozenset[str] = frozenset()

    def wants(self, kind: str) -> bool:
        return not self.wanted or kind in self.wanted


@dataclass
class Account:
    """`wishes` holds, by session, what the intent shall be made of when the buyer begins to pay; `refused` are cards of
    which the bank says no.
    """

    id: str
    now: Callable[[], datetime]
    livemode: bool = False
    is_connected: bool = False
    charges_enabled: bool = True
    things: dict[str, Thing] = field(default_factory=dict)
    thin: dict[str, Thing] = field(default_factory=dict)
    destinations: list[Destination] = field(default_factory=list)
    answered: dict[str, tuple[str, int, Any]] = field(default_factory=dict)
    wishes: dict[str, Thing] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    unbooked: set[str] = field(default_factory=set)
    searchable: bool = True

    def seconds(self) -> int:
        return int(self.now().timestamp())

    def add(self, prefix: str, thing: Thing) -> Thing:
        middle = ("live_" if self.livemode else "test_") if prefix == "cs" else ""
        made = {
            "id": f"{prefix}_{middle}{secrets.token_hex(12)}",
            "object": KINDS[prefix],
            "created": self.seconds(),
            **thing,
        }
        self.things[made["id"]] = made
        return made

    def get(self, kind: str, wanted: str) -> Thing:
        found = self.things.get(wanted)
        if found is None or found["object"] != kind:
            raise missing(kind, wanted)
        return found

    def all(self, kind: str) -> list[Thing]:
        """The newest first, as every list of Stripe."""
        return [thing for thing in reversed(self.things.values()) if thing["object"] == kind]

    def book(self, source: Thing, amount: int, fee: int, kind: str, category: str) -> Thing:
        """What one movement did to the balance."""
        return self.add(
            "txn",
            {
                "amount": amount,
                "available_on": self.seconds(),
                "balance_type": "payments",
                "currency": source["currency"],
                "fee": fee,
                "fee_details": [],
                "net": amount - fee,
                "reporting_category": category,
                "source": source["id"],
                "status": "available",
                "type": kind,
            },
        )
