"""Read a webhook of Stripe: believe it only if it is signed, and say what it claims, whole event or thin one."""

import json
import re
from typing import Any

from bodega_shop.extend import ChannelContext, InvalidInput, RawRequest, SignatureInvalid, VerifiedEvent
from bodega_stripe.read_snapshot import Claim, read_snapshot, what_it_is_about
from bodega_stripe.settings import StripeSettings, complete
from bodega_stripe.verify_signature import verify_signature

SNAPSHOT, THIN = "event", "v2.core.event"

_HEADER = "stripe-signature"
_ID = re.compile(r"[A-Za-z]{2,12}_[0-9A-Za-z_]{1,120}", re.ASCII)


def read_notification(ctx: ChannelContext, request: RawRequest) -> VerifiedEvent:
    """What a signed message claims; the shop asks Stripe before it believes anything, so order does not matter.

    Raises `SignatureInvalid` unless it is signed under one of this channel's secrets, `ConfigInvalid` where there is
    none, `InvalidInput` for a signed message that is no event.
    """
    settings = complete(ctx.settings, test_mode=ctx.test_mode)
    header = next((value for name, value in request.headers.items() if name.lower() == _HEADER), "")
    verify_signature(request.body, header, settings.webhook_secrets, ctx.clock.now())
    event = _decode(request.body)
    if event.get("object") == SNAPSHOT:
        return _event(event, settings, _text(event, "account"), read_snapshot(event), _id(event, "id"))
    if event.get("object") == THIN:
        # A thin event and the whole one about the same change count as one.
        key = _id(event, "snapshot_event") if event.get("snapshot_event") else _id(event, "id")
        return _event(event, settings, _text(event, "context").rpartition("/")[2], _read_thin(event), key)
    raise InvalidInput("The message of the payment service has no usable %(name)s.", name="object")


def _event(
    event: dict[str, Any], settings: StripeSettings, account: str, claim: Claim, key: str
) -> VerifiedEvent:
    return VerifiedEvent(
        event_key=key,
        out_trade_no=claim.out_trade_no,
        gateway_txn=claim.gateway_txn,
        state="succeeded" if claim.paid else "ignored",
        money=claim.money,
        # Events of connected accounts name the account; those of one's own name none.
        merchant_matches=account == settings.connected_account and event.get("livemode") is settings.is_live,
        must_query=True,
        about=claim.about,
        refund_no=claim.refund_no,
        reference=claim.reference,
    )


def _read_thin(event: dict[str, Any]) -> Claim:
    """It names the object and nothing of it: no number of ours and no sum."""
    about, paid = what_it_is_about(_text(event, "type").removeprefix("v1."))
    related = event.get("related_object")
    reference = _text(related, "id") if isinstance(related, dict) else ""
    if (paid or about != "payment") and not _ID.fullmatch(reference):
        raise InvalidInput(
            "The message of the payment service has no usable %(name)s.", name="related_object"
        )
    return Claim(about, paid, reference=reference)


def _decode(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise SignatureInvalid from None
    if not isinstance(found, dict):
        raise SignatureInvalid
    return found


def _id(event: dict[str, Any], name: str) -> str:
    value = _text(event, name)
    if not _ID.fullmatch(value):
        raise InvalidInput("The message of the payment service has no usable %(name)s.", name=name)
    return value


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""
