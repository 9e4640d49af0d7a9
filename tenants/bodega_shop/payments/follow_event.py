"""Follow a message that must be asked about: find what it names, ask the service for the truth, and apply that."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.paying import VerifiedEvent
from bodega_shop.floor import floor_of
from bodega_shop.payments.match_payment import match_payment
from bodega_shop.payments.open_channel import OpenChannel
from bodega_shop.payments.query_payment import Watched, query_by_number, query_payment
from bodega_shop.refunds.hear_dispute import hear_dispute
from bodega_shop.refunds.hear_refund import WAIT, hear_refund

QUERY_JOB = "payments.query"
WAIT_BETWEEN = timedelta(minutes=1)
MOST_WAITS = 60

_PAYMENT = """
    select id, channel_id, out_trade_no, queries, expires_at, gateway_ref, gateway_txn, state from payment where id = $1"""

_TELL = """
    update gateway_event set outcome = $3, out_trade_no = case when out_trade_no = '' then $4 else out_trade_no end
     where channel_id = $1 and event_key = $2 and outcome = 'to_query'"""

_NAMES = ("event_key", "out_trade_no", "gateway_txn", "about", "refund_no", "reference")


def job_of(channel_id: UUID, event: VerifiedEvent) -> dict[str, Any]:
    """What the job needs to know of a message: its numbers, and nothing of a person."""
    return {"channel": str(channel_id), **fields_of(event)}


def fields_of(event: VerifiedEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in _NAMES}


async def follow_event(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job. What fails on the way is tried again; the payment, refund or dispute is changed once."""
    if "channel" not in payload:
        await query_by_number(runtime, shop, payload)
        return
    now = runtime.clock.now()
    channel = await floor_of(runtime).channels.open(runtime, shop, UUID(payload["channel"]))
    event = await _resolve(runtime, shop, channel, event_of(payload))
    word = await _follow(runtime, shop, channel, event, now)
    async with shop_scope(shop) as scope:
        if word == WAIT and payload.get("waits", 0) < MOST_WAITS:
            again = {**payload, "waits": payload.get("waits", 0) + 1}
            await enqueue(scope, QUERY_JOB, again, after=now + WAIT_BETWEEN)
        elif word:
            await scope.execute(_TELL, channel.id, event.event_key, word, event.out_trade_no)


def event_of(payload: dict[str, Any]) -> VerifiedEvent:
    """The message again, from what its job was told."""
    known = {name: payload[name] for name in _NAMES}
    return VerifiedEvent(**known, state="succeeded", money=None, merchant_matches=True, must_query=True)


async def _resolve(runtime: Runtime, shop: Shop, channel: OpenChannel, event: VerifiedEvent) -> VerifiedEvent:
    """A message that names no number of ours is looked up at the service."""
    if event.out_trade_no or event.refund_no:
        return event
    return await runtime.dispatcher.guarded(
        shop.slug, channel.plugin, "resolve", lambda: channel.gateway.resolve(channel.context, event)
    )


async def _follow(
    runtime: Runtime, shop: Shop, channel: OpenChannel, event: VerifiedEvent, now: datetime
) -> str:
    if event.about == "refund":
        return await hear_refund(runtime, shop, channel, event, now=now)
    if event.about == "dispute":
        return await hear_dispute(runtime, shop, channel, event, now=now)
    return await _follow_payment(runtime, shop, channel, event, now)


async def _follow_payment(
    runtime: Runtime, shop: Shop, channel: OpenChannel, event: VerifiedEvent, now: datetime
) -> str:
    """The word of what came of it; empty while the service does not know of the money yet."""
    async with shop_scope(shop) as scope:
        matched = await match_payment(
            scope, channel.id, out_trade_no=event.out_trade_no, gateway_txn=event.gateway_txn, reference=event.reference
        )  # fmt: skip
        row = await scope.fetchrow(_PAYMENT, matched.id) if matched else None
    if row is None:
        return "unknown_order"
    if row["state"] in ("succeeded", "surplus", "needs_review") and event.gateway_txn in (
        "",
        row["gateway_txn"],
    ):
        return "already_paid"
    watched = Watched(**{name: row[name] for name in Watched.__dataclass_fields__})
    outcome = await query_payment(runtime, shop, watched, now=now)
    return outcome.word if outcome else ""
