"""Look after a shop's unpaid orders: ask about payments whose turn it is, end orders whose time is up.

The next job is enqueued before any work begins, so a crash in the middle loses nothing.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from bodega.kernel.database import Scope, shop_scope
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.comparison.ensure_comparing import ensure_comparing
from bodega_shop.evidence.sealing import ensure_sealing
from bodega_shop.insight.ensure_counting import ensure_counting
from bodega_shop.orders.expire_orders import expire_orders
from bodega_shop.orders.tending import enqueue_tending, step_after
from bodega_shop.payments.query_payment import Watched, query_payment
from bodega_shop.retention.delete_due import ensure_retention

AT_ONCE = 8
MOST_PER_ROUND = 200

_NEXT = """
    select least((select min(query_at) from payment where query_at is not null),
                 (select min(expires_at) from purchase where state = 'pending' and address is not null))"""

_DUE = """
    select id, channel_id, out_trade_no, queries, expires_at, gateway_ref, gateway_txn from payment
     where query_at <= $1 and state in ('created', 'processing', 'pending') order by query_at limit $2"""


async def tend_orders(runtime: Runtime, shop: Shop, _: dict[str, Any]) -> None:
    """The job: plan the next round, ask, end."""
    now = runtime.clock.now()
    async with shop_scope(shop) as scope:
        await _plan_next_round(scope, now)
        await ensure_sealing(scope, now=now)
        await ensure_comparing(scope, now=now)
        await ensure_counting(scope, shop, now=now)
        await ensure_retention(scope, shop, now=now)
        due = [Watched(**dict(row)) for row in await scope.fetch(_DUE, now, MOST_PER_ROUND)]
    await _ask(runtime, shop, due, now)
    await expire_orders(runtime, shop, now=now)


async def _plan_next_round(scope: Scope, now: datetime) -> None:
    soonest = await scope.fetchval(_NEXT)
    if soonest is not None:
        await enqueue_tending(scope, step_after(now, max(soonest, now + timedelta(seconds=1))))


async def _ask(runtime: Runtime, shop: Shop, due: list[Watched], now: datetime) -> None:
    """A few at a time: one slow service must not hold up the others, nor be flooded."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def ask(payment: Watched) -> None:
        async with turns:
            await query_payment(runtime, shop, payment, now=now)

    async with asyncio.TaskGroup() as group:
        for payment in due:
            group.create_task(ask(payment))
