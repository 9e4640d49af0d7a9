"""Give money back by itself when an order has waited for a person longer than the shop lets one wait.

To the source only where the service gives it back once for each number however often it is asked; else to the
customer's balance; else the order stays on the desk, and says so.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import BodegaError
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.books.accounts import HELD
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.refunds.begin_refund import begin_in, read_abilities
from bodega_shop.refunds.plan_automatic_refund import ACTOR, MOST_PER_ROUND, REASON, pick_due
from bodega_shop.refunds.plan_refund import Abilities, RefundWish, Target
from bodega_shop.refunds.read_money import OrderMoney, read_money
from bodega_shop.refunds.refund_surplus import refund_surplus

# An order is tried once: what could not be given back then is a person's. A payment too many goes its own way.
_WAITING = """
    select o.id, o.paid_at as since from purchase o
     where o.state = 'exception' and o.disputed_at is null
       and not exists (select 1 from refund r where r.purchase_id = o.id and r.cause <> 'surplus'
                          and (r.cause = 'automatic' or r.state in ('created', 'pending', 'unknown')))
       and not exists (select 1 from purchase_event e where e.purchase_id = o.id and e.kind = 'left_on_desk')
     order by o.paid_at limit $1"""

log = structlog.get_logger()


async def refund_exceptions(runtime: Runtime, shop: Shop, _: dict[str, Any]) -> None:
    """The job: orders and payments too many whose time is up, and another look when the next one's is."""
    now = runtime.clock.now()
    async with shop_scope(shop) as scope:
        minutes = await scope.fetchval("select auto_refund_minutes from profile")
        if minutes is None:
            return
        after = timedelta(minutes=minutes)
        due = await pick_due(scope, await scope.fetch(_WAITING, MOST_PER_ROUND), after, now=now)
    for row in due:
        await refund_by_itself(runtime, shop, row["id"], now=now)
    await refund_surplus(runtime, shop, after, now=now)


async def refund_by_itself(runtime: Runtime, shop: Shop, order_id: UUID, *, now: datetime) -> Target | None:
    """One order; where its money went comes back, None when it stays on the desk."""
    abilities = await read_abilities(runtime, shop, order_id)
    for target in ("source", "wallet"):
        try:
            async with shop_scope(shop) as scope:
                if not await _give_back(scope, order_id, target, abilities, now):
                    continue
        except BodegaError as error:
            log.info("automatic_refund_refused", order=str(order_id), to=target, kind=error.kind)
            continue
        await say_order_changed(runtime, shop, order_id)
        return target
    async with shop_scope(shop) as scope:
        await scope.execute("select 1 from purchase where id = $1 for update", order_id)
        await record_event(scope, order_id, "left_on_desk", None, None, actor=ACTOR, now=now)
    return None


async def _give_back(
    scope: Scope, order_id: UUID, target: Target, abilities: Abilities, now: datetime
) -> bool:
    """All or nothing: an order whose money went to two places would be understood by nobody."""
    money = await read_money(scope, order_id, lock=True)
    wishes = _wishes(money, target)
    if money.state != "exception" or not wishes:
        return False
    if target == "source" and not _all_idempotent(money, abilities):
        return False
    for wish in wishes:
        await begin_in(scope, wish, abilities, actor=ACTOR, now=now)
    return True


def _wishes(money: OrderMoney, target: Target) -> list[RefundWish]:
    """What was paid for the order, and what came for it in another currency."""
    own = [RefundWish(money.id, money.left, target, REASON, "automatic")] if money.left.minor else []
    return own + [
        RefundWish(money.id, payment.left, target, REASON, "automatic", payment.id)
        for payment in money.aside
        if payment.holder == HELD
    ]


def _all_idempotent(money: OrderMoney, abilities: Abilities) -> bool:
    payments = [*money.counted, *[payment for payment in money.aside if payment.holder == HELD]]
    return all(
        payment.channel_id in abilities and abilities[payment.channel_id].refund_idempotent
        for payment in payments
    )
