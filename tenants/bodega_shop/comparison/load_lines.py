"""Get a service's list for one day: its bill, or its answer to a question about each payment where it has none."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.comparison.china_day import bounds_of
from bodega_shop.contracts.gateway_errors import Temporary
from bodega_shop.contracts.paying import PaymentRef, PaymentStatus
from bodega_shop.contracts.refunding import BillLine
from bodega_shop.payments.open_channel import OpenChannel

BILL_SECONDS = 120.0
AT_ONCE = 4

_PAID = """
    select out_trade_no, gateway_ref, gateway_txn, received, received_currency, paid_at from payment
     where channel_id = $1 and paid_at >= $2 and paid_at < $3 and received > 0
       and exists (select 1 from transfer t where t.source_id = payment.id and t.source = 'payment')
     order by paid_at, id"""


async def load_lines(runtime: Runtime, shop: Shop, channel: OpenChannel, day: date) -> Sequence[BillLine]:
    """Raises what the gateway raises; `Temporary` when it is too early, or when one question had no answer."""
    if channel.gateway.capabilities(channel.context.settings).bill:
        return await runtime.dispatcher.guarded(
            shop.slug,
            channel.plugin,
            "bill",
            lambda: channel.gateway.bill(channel.context, day),
            timeout_seconds=BILL_SECONDS,
        )
    return await _ask_each(runtime, shop, channel, await _paid_on(shop, channel.id, day))


async def _paid_on(shop: Shop, channel_id: UUID, day: date) -> list[dict[str, Any]]:
    async with shop_scope(shop) as scope:
        return [dict(row) for row in await scope.fetch(_PAID, channel_id, *bounds_of(day))]


async def _ask_each(
    runtime: Runtime, shop: Shop, channel: OpenChannel, paid: Sequence[dict[str, Any]]
) -> list[BillLine]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def ask(row: dict[str, Any]) -> PaymentStatus | None:
        ref = PaymentRef(row["out_trade_no"], row["gateway_ref"], row["gateway_txn"])
        async with turns:
            try:
                return await runtime.dispatcher.guarded(
                    shop.slug, channel.plugin, "query", lambda: channel.gateway.query(channel.context, ref)
                )
            except BodegaError:
                return None

    answers = await asyncio.gather(*(ask(row) for row in paid))
    if any(answer is None for answer in answers):
        raise Temporary
    return [_line(row, answer) for row, answer in zip(paid, answers, strict=True) if answer is not None]


def _line(row: dict[str, Any], status: PaymentStatus) -> BillLine:
    """As a bill would say it; of what the service does not know, the sum is ours."""
    ours = Money(row["received"], row["received_currency"])
    done = status.state == "succeeded" and status.money is not None and status.merchant_matches
    return BillLine(
        line_key=f"query:{row['out_trade_no']}",
        kind="payment",
        gateway_txn=status.gateway_txn or row["gateway_txn"],
        out_trade_no=row["out_trade_no"],
        gross=status.money if done and status.money else ours,
        fee=status.fee,
        occurred_at=status.paid_at or row["paid_at"],
        state="succeeded" if done else "pending" if status.state == "pending" else "failed",
    )
