"""End orders whose time to pay is up, and put their codes back on the shelf.

Before an order ends its payment service is told to take no more, and asked once more: money that arrived in the last
second counts.
"""

import asyncio
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.delivery.deliver_order import release_reserved
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.orders.states import EXPIRED, PENDING
from bodega_shop.payments.close_payments import close_payment
from bodega_shop.payments.query_payment import Watched
from bodega_shop.wallet.hold_part import release_held

MOST_PER_ROUND = 200
AT_ONCE = 8

_DUE = """
    select o.id as order_id, p.id, p.channel_id, p.out_trade_no, p.queries, p.expires_at, p.gateway_ref, p.gateway_txn
      from purchase o left join payment p on p.purchase_id = o.id and p.state in ('created', 'processing', 'pending')
     where o.state = 'pending' and o.address is not null and o.expires_at <= $1
     order by o.expires_at limit $2"""


async def expire_orders(runtime: Runtime, shop: Shop, *, now: datetime) -> int:
    """End what is due; how many orders ended comes back."""
    async with shop_scope(shop) as scope:
        due = await scope.fetch(_DUE, now, MOST_PER_ROUND)
    turns = asyncio.Semaphore(AT_ONCE)

    async def ask_then_end(order_id: UUID, payment: Watched | None) -> bool:
        async with turns:
            if payment is not None and not await close_payment(runtime, shop, payment, now=now):
                return False
            return await end_order(runtime, shop, order_id, EXPIRED, actor="clock", now=now)

    async with asyncio.TaskGroup() as group:
        ends = [group.create_task(ask_then_end(row["order_id"], _payment(dict(row)))) for row in due]
    return sum(end.result() for end in ends)


def _payment(row: dict[str, object]) -> Watched | None:
    del row["order_id"]
    return Watched(**row) if row["id"] is not None else None  # type: ignore[arg-type]


async def end_order(
    runtime: Runtime, shop: Shop, order_id: UUID, state: str, *, actor: str, now: datetime
) -> bool:
    """Move a pending order to `state` and free its codes and the balance it held; False when it was not pending any more."""
    async with shop_scope(shop) as scope:
        ended = await scope.fetchrow(
            "update purchase set state = $2 where id = $1 and state = 'pending' returning customer_id, wallet_part",
            order_id,
            state,
        )
        if ended is None:
            return False
        await release_reserved(scope, [order_id])
        if ended["wallet_part"]:
            await release_held(scope, ended["customer_id"], order_id, now=now)
        await record_event(scope, order_id, state, PENDING, state, actor=actor, now=now)
    await say_order_changed(runtime, shop, order_id)
    return True
