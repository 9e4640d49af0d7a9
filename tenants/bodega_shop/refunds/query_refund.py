"""Ask a payment service what became of a refund, under the number it was sent with, until it knows.

What the service never heard of is sent again only where it promises to give the money back once for each number;
elsewhere a person looks it up there and says what they found.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError, NotFound
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.gateway_errors import Unsupported
from bodega_shop.contracts.refunding import RefundRef, RefundStatus
from bodega_shop.floor import floor_of
from bodega_shop.payments.open_channel import OpenChannel
from bodega_shop.refunds.keep_foreign_refund import keep_foreign_refund
from bodega_shop.refunds.plan_query import ask_at, pause_after
from bodega_shop.refunds.send_refund import send
from bodega_shop.refunds.settle_refund import settle_refund

GIVE_UP_AFTER = timedelta(days=30)
NOT_FOUND = "not_found"
NOT_ASKABLE = "not_askable"
TOO_LONG = "too_long"

_SELECT = """
    select r.id, r.number, r.state, r.gateway_refund, r.created_at, p.channel_id, p.out_trade_no, p.gateway_txn,
           p.gateway_ref
      from refund r join payment p on p.id = r.payment_id where r.id = $1 and r.target = 'source'"""

_TO_THE_DESK = """
    update refund set query_at = null, failure = $2 where id = $1 and state in ('unknown', 'pending')"""

_SEND_AGAIN = "update refund set state = 'created' where id = $1 and state = 'unknown'"

log = structlog.get_logger()


async def query_refund(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job: plan the next question first, so that a crash in the middle loses nothing."""
    refund_id, now = UUID(payload["refund"]), runtime.clock.now()
    async with shop_scope(shop) as scope:
        found = await scope.fetchrow(_SELECT, refund_id)
        if found is None or found["state"] not in ("created", "pending", "unknown"):
            return
        age = now - found["created_at"]
        if age <= GIVE_UP_AFTER:
            await ask_at(scope, refund_id, now + pause_after(age))
    if age > GIVE_UP_AFTER:
        await _leave_on_desk(shop, refund_id, TOO_LONG)
    elif found["state"] == "created":
        await send(runtime, shop, refund_id, now=now)
    else:
        await ask_now(runtime, shop, dict(found), now=now)


async def ask_refund(runtime: Runtime, shop: Shop, refund_id: UUID, *, now: datetime) -> str:
    """Somebody wants to know at once, or the service said that something changed, whatever the row says.

    The word of `settle_refund` comes back. Raises `NotFound`.
    """
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, refund_id)
    if row is None:
        raise NotFound
    return await ask_now(runtime, shop, dict(row), now=now)


async def ask_now(runtime: Runtime, shop: Shop, row: dict[str, Any], *, now: datetime) -> str:
    """Ask, and apply the answer to this refund."""
    try:
        channel = await floor_of(runtime).channels.open(runtime, shop, row["channel_id"])
        can = channel.gateway.capabilities(channel.context.settings)
        status = await ask_status(runtime, shop, channel, _ref(row))
    except (Unsupported, NotFound):
        return await _leave_on_desk(shop, row["id"], NOT_ASKABLE)
    except BodegaError as error:
        log.warning("refund_query_failed", refund=row["number"], kind=error.kind)
        return ""
    if not status.merchant_matches:
        return ""
    if status.state != "not_found":
        return await _apply(runtime, shop, channel, row, status, now)
    if row["state"] != "unknown":
        return ""
    if not can.refund_idempotent:
        return await _leave_on_desk(shop, row["id"], NOT_FOUND)
    async with shop_scope(shop) as scope:
        again = await scope.execute(_SEND_AGAIN, row["id"])
    if again:
        await send(runtime, shop, row["id"], now=now)
    return "sent_again"


async def _apply(
    runtime: Runtime,
    shop: Shop,
    channel: OpenChannel,
    row: dict[str, Any],
    status: RefundStatus,
    now: datetime,
) -> str:
    actor = f"query:{channel.code}"
    word = (await settle_refund(runtime, shop, row["id"], status, actor=actor, now=now)).word
    if word == "foreign":
        named = replace(status, out_trade_no=row["out_trade_no"], gateway_txn=row["gateway_txn"])
        await keep_foreign_refund(runtime, shop, channel, named, now=now)
    return word


async def ask_status(runtime: Runtime, shop: Shop, channel: OpenChannel, ref: RefundRef) -> RefundStatus:
    """What the service says. Raises `Unsupported` where it cannot be asked, and what every call raises."""
    if not channel.gateway.capabilities(channel.context.settings).refund_query:
        raise Unsupported
    return await runtime.dispatcher.guarded(
        shop.slug,
        channel.plugin,
        "query_refund",
        lambda: channel.gateway.query_refund(channel.context, ref),
    )


def _ref(row: dict[str, Any]) -> RefundRef:
    return RefundRef(
        out_refund_no=row["number"],
        gateway_refund=row["gateway_refund"],
        out_trade_no=row["out_trade_no"],
        gateway_txn=row["gateway_txn"],
        gateway_ref=row["gateway_ref"],
    )


async def _leave_on_desk(shop: Shop, refund_id: UUID, why: str) -> str:
    """Nobody is asked any more; the desk shows it with words what to check."""
    async with shop_scope(shop) as scope:
        await scope.execute(_TO_THE_DESK, refund_id, why)
    return "desk"
