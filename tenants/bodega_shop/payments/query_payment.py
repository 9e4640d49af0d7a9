"""Ask a payment service for the truth about one payment, and apply it: a lost notify still delivers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.paying import PaymentRef, PaymentStatus
from bodega_shop.floor import floor_of
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import Outcome, confirm_payment
from bodega_shop.payments.open_channel import OpenChannel

WATCH_AFTER_EXPIRY = timedelta(hours=24)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)

log = structlog.get_logger()


@dataclass(frozen=True)
class Watched:
    """A payment that has not arrived yet."""

    id: UUID
    channel_id: UUID
    out_trade_no: str
    queries: int
    expires_at: datetime
    gateway_ref: str = ""
    gateway_txn: str = ""

    @property
    def ref(self) -> PaymentRef:
        return PaymentRef(self.out_trade_no, self.gateway_ref, self.gateway_txn)


async def query_payment(runtime: Runtime, shop: Shop, payment: Watched, *, now: datetime) -> Outcome | None:
    """Ask once and apply the answer; None when there is nothing new. A service that fails is asked again later."""
    channel = await floor_of(runtime).channels.open(runtime, shop, payment.channel_id)
    try:
        status = await runtime.dispatcher.guarded(
            shop.slug,
            channel.plugin,
            "query",
            lambda: channel.gateway.query(channel.context, payment.ref),
        )
    except BodegaError as error:
        log.warning("query_failed", out_trade_no=payment.out_trade_no, kind=error.kind)
        status = PaymentStatus("pending")
    if status.state != "succeeded" or status.money is None or not status.merchant_matches:
        await _ask_again_later(shop, payment, now)
        return None
    claim = _claim(channel, payment, status)
    outcome = await confirm_payment(shop, await floor_of(runtime).profiles.of(shop), claim, now=now)
    if outcome.order_id is not None:
        await say_order_changed(runtime, shop, outcome.order_id)
    return outcome


def _claim(channel: OpenChannel, payment: Watched, status: PaymentStatus) -> Claim:
    if status.money is None:
        raise ValueError("a payment that succeeded has a sum")
    return Claim(
        channel_id=channel.id,
        event_key=answer_key(payment.out_trade_no, status.gateway_txn, status.money),
        out_trade_no=payment.out_trade_no,
        gateway_txn=status.gateway_txn,
        money=status.money,
        body=b"",
        actor=f"query:{channel.code}",
        terms=channel.terms,
        fee=status.fee,
        platform_fee=status.platform_fee,
    )


def answer_key(out_trade_no: str, gateway_txn: str, money: Money) -> str:
    """The same for every answer about the same money: paid again, it has another number at the service."""
    return f"query:{out_trade_no}:{gateway_txn}:{money.minor}:{money.currency}"


async def _ask_again_later(shop: Shop, payment: Watched, now: datetime) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(payment.queries, 10), LONGEST_PAUSE)
    later = now + pause
    async with shop_scope(shop) as scope:
        await scope.execute(
            "update payment set queries = queries + 1, query_at = $2 where id = $1 and state in ('created', 'processing', 'pending')",
            payment.id,
            later if later < payment.expires_at + WATCH_AFTER_EXPIRY else None,
        )


async def watched_payment(shop: Shop, out_trade_no: str) -> Watched | None:
    """The payment of that number, if its money has not come yet."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(
            "select id, channel_id, out_trade_no, queries, expires_at, gateway_ref, gateway_txn from payment"
            " where out_trade_no = $1 and state in ('created', 'processing', 'pending')",
            out_trade_no,
        )
    return Watched(**dict(row)) if row else None


async def query_by_number(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job behind a message that must be asked about."""
    payment = await watched_payment(shop, str(payload["out_trade_no"]))
    if payment is not None:
        await query_payment(runtime, shop, payment, now=runtime.clock.now())
