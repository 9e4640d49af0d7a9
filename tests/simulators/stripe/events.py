"""Tell what happened: an event with a copy of the object, its thin twin, and the signature over either."""

import hashlib
import hmac
import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from simulators.stripe.account import Account, Thing

_PATHS = {
    "checkout.session": "/v1/checkout/sessions/",
    "payment_intent": "/v1/payment_intents/",
    "charge": "/v1/charges/",
    "refund": "/v1/refunds/",
    "dispute": "/v1/disputes/",
    "customer": "/v1/customers/",
    "payment_method": "/v1/payment_methods/",
    "invoice": "/v1/invoices/",
}


@dataclass
class Posted:
    """One webhook as it goes out."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    event: str = ""


def tell(account: Account, kind: str, thing: Thing) -> Thing:
    """The event keeps the object as it is now; a later change does not reach it."""
    named = {"account": account.id} if account.is_connected else {}
    event = account.add(
        "evt",
        {
            "api_version": "2026-10-28.endive",
            "data": {"object": deepcopy(thing)},
            "livemode": account.livemode,
            "pending_webhooks": len(account.destinations),
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
            **named,
        },
    )
    account.thin[event["id"]] = _thin(account, event, thing)
    return event


def posted(account: Account, event: Thing) -> list[Posted]:
    """One for every destination, signed now under each of its secrets."""
    out = []
    for destination in account.destinations:
        if not destination.wants(event["type"]):
            continue
        told = event if destination.form == "snapshot" else account.thin[event["id"]]
        body = json.dumps(told, indent=2).encode()
        stamp = account.seconds()
        out.append(
            Posted(body, {"Stripe-Signature": signature(body, destination.secrets, stamp)}, event["id"])
        )
    return out


def signature(body: bytes, secrets: list[str], stamp: int) -> str:
    digests = [
        hmac.digest(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hex() for secret in secrets
    ]
    return ",".join([f"t={stamp}", *(f"v1={digest}" for digest in digests)])


def events_about(account: Account, number: str) -> list[Thing]:
    """The oldest first: of the session, the intent, and all that hangs on that."""
    intents = {
        thing["id"] for thing in account.all("payment_intent") if thing["metadata"].get("out_trade_no") == number
    }  # fmt: skip

    def concerns(thing: Thing) -> bool:
        billed = thing["object"] == "invoice" and thing["metadata"].get("out_trade_no") == number
        return (
            billed
            or thing.get("client_reference_id") == number
            or bool({thing["id"], thing.get("payment_intent")} & intents)
        )

    return [event for event in reversed(account.all("event")) if concerns(event["data"]["object"])]


def _thin(account: Account, event: Thing, thing: Thing) -> dict[str, Any]:
    return {
        "id": f"{event['id']}_thin",
        "object": "v2.core.event",
        "type": f"v1.{event['type']}",
        "created": datetime.fromtimestamp(event["created"], UTC).isoformat().replace("+00:00", "Z"),
        "livemode": account.livemode,
        "context": account.id if account.is_connected else None,
        "related_object": {
            "id": thing["id"],
            "type": thing["object"],
            "url": _PATHS[thing["object"]] + thing["id"],
        },
        "snapshot_event": event["id"],
    }
