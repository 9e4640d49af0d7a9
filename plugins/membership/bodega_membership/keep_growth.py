"""Write the growth book: one entry for each order, each refund and each refund that failed afterwards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega_membership.settings import MembershipSettings
from bodega_shop.extend import (
    OrderDelivered,
    OrderRefunded,
    PluginContext,
    Scope,
    new_id,
    parse_amount,
)

# Whoever tells it again changes nothing.
_INSERT = """
    insert into membership_growth (id, source, source_id, customer_id, order_id, number, topup, minor, paid, rate, unit, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (source, source_id) do nothing"""

_CURRENCY = "select currency from profile"


async def keep_order(ctx: PluginContext, event: OrderDelivered) -> None:
    """What was paid for a delivered order or a top-up, at the rate of today. Guests, and other currencies, earn none."""
    if event.customer_id is None:
        return
    paid = event.paid if event.paid is not None else event.total
    async with ctx.tables() as scope:
        if await scope.fetchval(_CURRENCY) != event.total.currency:
            return
        await _keep(
            scope, "order", event.order_id, event.customer_id, event, event.at,
            min(event.total, paid).minor, paid.minor, rate_of(ctx.settings, topup=event.topup),
            parse_amount("1", event.total.currency).minor,
        )  # fmt: skip


async def keep_refund(ctx: PluginContext, event: OrderRefunded) -> None:
    """What went back, or came again. Before its order is known, an entry waits for it without effect."""
    if event.customer_id is None:
        return
    source = "reversal" if event.reversed else "refund"
    async with ctx.tables() as scope:
        await _keep(scope, source, event.refund_id, event.customer_id, event, event.at, event.amount.minor)


def rate_of(settings: MembershipSettings, *, topup: bool) -> int:
    return settings.per_unit_topped_up if topup else settings.per_unit_spent


async def _keep(
    scope: Scope,
    source: str,
    source_id: UUID,
    customer_id: UUID,
    event: OrderDelivered | OrderRefunded,
    at: datetime,
    *numbers: Any,
) -> None:
    minor, paid, rate, unit = (*numbers, None, None, None)[:4]
    await scope.execute(
        _INSERT, new_id(), source, source_id, customer_id, event.order_id, event.number, event.topup, minor, paid, rate,
        unit, at,
    )  # fmt: skip
