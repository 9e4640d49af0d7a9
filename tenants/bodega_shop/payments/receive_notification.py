"""Hear a payment service out: channel from the address, signature on the raw bytes, then merchant, number, sum, state.

What says all that is needed is applied in one transaction of its own request and then acknowledged. What must be
asked about is stored and enqueued first, and a job asks the service; so is all news of refunds and disputes.
"""

from datetime import datetime
from uuid import UUID

import structlog

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.gateway_errors import SignatureInvalid
from bodega_shop.contracts.paying import Ack, RawRequest, VerifiedEvent
from bodega_shop.floor import floor_of
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import Outcome, confirm_payment
from bodega_shop.payments.follow_event import QUERY_JOB, job_of
from bodega_shop.payments.open_channel import OpenChannel

MOST_BODY_BYTES = 64 * 1024

log = structlog.get_logger()


async def receive_notification(
    runtime: Runtime, shop: Shop, channel_id: UUID, request: RawRequest, *, now: datetime
) -> Ack:
    """Verify, store and apply one message; the answer for its sender comes back.

    Raises `NotFound` for an unknown channel, `SignatureInvalid` and `PluginError`.
    """
    channel = await floor_of(runtime).channels.open(runtime, shop, channel_id)
    try:
        event = await runtime.dispatcher.guarded(
            shop.slug,
            channel.plugin,
            "parse_notification",
            lambda: channel.gateway.parse_notification(channel.context, request),
            even_resting=True,
        )
    except SignatureInvalid:
        log.warning("notify_refused", channel=str(channel_id), address=request.address)
        raise
    outcome = await _apply(runtime, shop, channel, event, request, now)
    log.info("notify_heard", channel=str(channel_id), out_trade_no=event.out_trade_no, outcome=outcome.word)
    if outcome.order_id is not None:
        await say_order_changed(runtime, shop, outcome.order_id)
    return channel.gateway.ack(accepted=outcome.accepted)


async def _apply(
    runtime: Runtime,
    shop: Shop,
    channel: OpenChannel,
    event: VerifiedEvent,
    request: RawRequest,
    now: datetime,
) -> Outcome:
    body = request.body or request.query
    if not event.merchant_matches:
        return await store_event(shop, channel, event, body, "other_merchant", now)
    if event.about == "card":
        # Cards are left for the platform's bills; a shop's buyers leave none.
        await store_event(shop, channel, event, body, "ignored", now)
        return Outcome("duplicate")
    if event.about != "payment" or (event.state == "succeeded" and event.must_query):
        await store_event(shop, channel, event, body, "to_query", now)
        return Outcome("duplicate")
    if event.state != "succeeded" or event.money is None:
        await store_event(shop, channel, event, body, "ignored", now)
        return Outcome("duplicate")
    claim = Claim(
        channel.id,
        event.event_key,
        event.out_trade_no,
        event.gateway_txn,
        event.money,
        body,
        f"channel:{channel.code}",
        channel.terms,
    )
    return await confirm_payment(shop, await floor_of(runtime).profiles.of(shop), claim, now=now)


async def store_event(
    shop: Shop, channel: OpenChannel, event: VerifiedEvent, body: bytes, word: str, now: datetime
) -> Outcome:
    """Keep a message once; what must be asked about is enqueued with it."""
    async with shop_scope(shop) as scope:
        fresh = await scope.execute(
            "insert into gateway_event (id, channel_id, event_key, out_trade_no, outcome, received_at, body)"
            " values ($1, $2, $3, $4, $5, $6, $7) on conflict (channel_id, event_key) do nothing",
            new_id(), channel.id, event.event_key, event.out_trade_no, word, now, body,
        )  # fmt: skip
        if fresh and word == "to_query":
            await enqueue(scope, QUERY_JOB, job_of(channel.id, event))
    return Outcome(word)
