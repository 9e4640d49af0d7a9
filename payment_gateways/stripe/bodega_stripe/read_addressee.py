"""Whose a message is, where many shops share one account or hang on one: the account it names, or our marks in it."""

import json
from typing import Any

from bodega_shop.extend import Addressee, ChannelContext, PaymentRef, RawRequest, VerifiedEvent
from bodega_stripe.ask_dispute import find_dispute
from bodega_stripe.ask_payment import find_intent, find_session
from bodega_stripe.call_stripe import Told
from bodega_stripe.find_refund import find_refund_by_id
from bodega_stripe.read_payment import Intent, intent_id

_SESSION = "cs_"


def addressee_of(request: RawRequest) -> Addressee:
    """From the message itself, which was verified before."""
    event = json.loads(request.body)
    account = _text(event, "account") or _text(event, "context").rpartition("/")[2]
    if account:
        return Addressee(account=account)
    data = event.get("data")
    thing = data.get("object") if isinstance(data, dict) else None
    metadata = thing.get("metadata") if isinstance(thing, dict) else None
    return _marks(metadata if isinstance(metadata, dict) else {})


async def find_addressee(ctx: ChannelContext, event: VerifiedEvent) -> Addressee:
    """Refunds of the dashboard, disputes and thin events carry no marks: the intent that they lead to does."""
    try:
        intent = await _intent_behind(ctx, event)
    except Told:
        return Addressee()
    return _marks((intent.metadata or {}) if intent else {})


async def _intent_behind(ctx: ChannelContext, event: VerifiedEvent) -> Intent | None:
    txn = event.gateway_txn
    if not txn and event.about == "dispute":
        txn = intent_id((await find_dispute(ctx, event.reference)).payment_intent)
    elif not txn and event.about == "refund":
        refund = await find_refund_by_id(ctx, event.reference)
        txn = intent_id(refund.payment_intent) if refund else ""
    elif not txn and event.reference.startswith(_SESSION):
        session = await find_session(ctx, PaymentRef("", gateway_ref=event.reference))
        txn = intent_id(session.payment_intent) if session else ""
    elif not txn:
        txn = event.reference
    return await find_intent(ctx, PaymentRef("", gateway_txn=txn)) if txn else None


def _marks(metadata: dict[str, Any]) -> Addressee:
    return Addressee(shop=_text(metadata, "shop"), channel=_text(metadata, "channel"))


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""
