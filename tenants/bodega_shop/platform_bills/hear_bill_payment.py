"""Hear of a payment of a bill: what says all that is needed is taken at once, everything else is asked about."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega_shop.collecting.open_platform_channel import PLATFORM, open_platform_channel
from bodega_shop.contracts.paying import PaymentRef, PaymentStatus, VerifiedEvent
from bodega_shop.floor import floor_of
from bodega_shop.platform_bills.follow_collection import follow_collection
from bodega_shop.platform_bills.open_collector import open_collector
from bodega_shop.platform_bills.take_arrival import take_arrival

QUERY_JOB = "billing.query_payment"
WATCHED_AFTER = timedelta(hours=24)
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=2)

_FIND = """
    select out_trade_no from bill_payment
     where channel_id = $1 and (out_trade_no = $2 or ($3 <> '' and $3 in (gateway_ref, gateway_txn)))"""
_ASK = """
    select p.channel_id, p.out_trade_no, p.gateway_ref, p.gateway_txn, p.queries, p.expires_at, p.state, p.collected, c.payer,
           b.state = 'paid' as over
      from bill_payment p join bill b on b.id = p.bill_id left join card_on_file c on c.shop_id = b.shop_id
     where p.out_trade_no = $1"""
_LATER = """
    update bill_payment set queries = queries + 1, query_at = $2
     where out_trade_no = $1 and state in ('created', 'pending')"""
_DUE = """
    select out_trade_no from bill_payment where query_at <= $1 and state in ('created', 'pending') order by query_at limit 100"""

log = structlog.get_logger()


async def is_of_bill(scope: Scope, channel_id: UUID, event: VerifiedEvent) -> str:
    """The number of the bill's payment that a verified message is about; empty for everything else."""
    if event.about != "payment":
        return ""
    number = await scope.fetchval(_FIND, channel_id, event.out_trade_no, event.reference)
    return number or ""


async def hear_bill_payment(
    runtime: Runtime, channel_id: UUID, number: str, event: VerifiedEvent, *, now: datetime
) -> None:
    """A message of another account than ours, or of nothing that was paid, changes nothing.

    Of a bill that is taken from a card the service is asked whatever it tells: a refusal is news too.
    """
    async with platform_scope() as scope:
        collected = await scope.fetchval(
            "select collected from bill_payment where out_trade_no = $1 and channel_id = $2",
            number,
            channel_id,
        )
    if not event.merchant_matches or (event.state != "succeeded" and not collected):
        log.info("notify_ignored", channel=str(channel_id), out_trade_no=number)
        return
    if event.must_query or event.money is None or collected:
        async with platform_scope() as scope:
            await enqueue(scope, QUERY_JOB, {"out_trade_no": number}, once=number)
        return
    await take_arrival(runtime, channel_id, number, event.money, event.gateway_txn, now)


async def ask_about_payment(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job behind a message that must be asked about."""
    await query_bill_payment(runtime, str(payload["out_trade_no"]), now=runtime.clock.now())


async def query_due(runtime: Runtime, *, now: datetime) -> int:
    """How many payments were asked about, because their time had come: a lost message still pays a bill."""
    async with platform_scope() as scope:
        numbers = [row["out_trade_no"] for row in await scope.fetch(_DUE, now)]
    for number in numbers:
        await query_bill_payment(runtime, number, now=now)
    return len(numbers)


async def query_bill_payment(runtime: Runtime, number: str, *, now: datetime) -> str:
    """Ask the service once and apply its answer: the word of what came of it, empty while there is nothing new."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_ASK, number)
    if row is None or row["state"] not in ("created", "pending"):
        return ""
    ref = PaymentRef(number, row["gateway_ref"], row["gateway_txn"])
    if row["collected"]:
        return await _query_collection(runtime, dict(row), ref, now)
    opened = await open_platform_channel(runtime, floor_of(runtime).gateways, row["channel_id"])
    try:
        status = await runtime.dispatcher.guarded(
            PLATFORM, opened.plugin, "query", lambda: opened.gateway.query(opened.context, ref)
        )
    except BodegaError as error:
        log.warning("query_failed", out_trade_no=number, kind=error.kind)
        status = PaymentStatus("pending")
    if status.state != "succeeded" or status.money is None or not status.merchant_matches:
        pause = min(_FIRST_PAUSE * 2 ** min(row["queries"], 10), _LONGEST_PAUSE)
        later = now + pause if now + pause < row["expires_at"] + WATCHED_AFTER else None
        async with platform_scope() as scope:
            await scope.execute(_LATER, number, later)
        return ""
    return (
        await take_arrival(runtime, row["channel_id"], number, status.money, status.gateway_txn, now)
    ).word


async def _query_collection(runtime: Runtime, row: dict[str, Any], ref: PaymentRef, now: datetime) -> str:
    """One whose bill was paid another way meanwhile is called off rather than asked about."""
    collector, payer = await open_collector(runtime, row["channel_id"]), row["payer"] or ""
    try:
        if row["over"]:
            found = await collector.ask(
                "stop_collection", lambda gateway, ctx: gateway.stop_collection(ctx, payer, ref)
            )
        else:
            found = await collector.ask(
                "ask_collection", lambda gateway, ctx: gateway.ask_collection(ctx, payer, ref)
            )
    except BodegaError as error:
        log.warning("query_failed", out_trade_no=ref.out_trade_no, kind=error.kind)
        async with platform_scope() as scope:
            await scope.execute(_LATER, ref.out_trade_no, now + _LONGEST_PAUSE)
        return ""
    return await follow_collection(runtime, ref.out_trade_no, found, now=now)
