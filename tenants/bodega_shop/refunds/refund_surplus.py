"""Give back by itself, after the time that the shop set, money that settled nothing: a payment too many, or one that came
when the order had ended and was given back. To the source or the balance as for an order that waits.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import BodegaError
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.refunds.begin_refund import begin_in, read_abilities
from bodega_shop.refunds.plan_automatic_refund import ACTOR, MOST_PER_ROUND, REASON, pick_due
from bodega_shop.refunds.plan_refund import Abilities, RefundWish, Target
from bodega_shop.refunds.read_money import read_money

# A payment is tried once: what could not be given back then is a person's.
_WAITING = """
    select p.id, p.purchase_id, p.out_trade_no, p.paid_at as since from payment p
     where p.state in ('surplus', 'needs_review') and p.received > p.refunded and not p.disputed
       and exists (select 1 from transfer t where t.source = 'payment' and t.source_id = p.id and t.leg = 'received'
                      and t.credit = 'surplus')
       and not exists (select 1 from refund r where r.payment_id = p.id
                          and (r.cause = 'surplus' or r.state in ('created', 'pending', 'unknown')))
       and not exists (select 1 from purchase_event e where e.purchase_id = p.purchase_id and e.kind = 'surplus_left'
                          and e.detail ->> 'payment' = p.out_trade_no)
     order by p.paid_at limit $1"""

log = structlog.get_logger()


async def refund_surplus(runtime: Runtime, shop: Shop, after: timedelta, *, now: datetime) -> None:
    """Those whose time is up, and another look when the next one's is."""
    async with shop_scope(shop) as scope:
        due = await pick_due(scope, await scope.fetch(_WAITING, MOST_PER_ROUND), after, now=now)
    for row in due:
        await _refund(runtime, shop, row, now=now)


async def _refund(runtime: Runtime, shop: Shop, row: Any, *, now: datetime) -> None:
    order_id = row["purchase_id"]
    abilities = await read_abilities(runtime, shop, order_id)
    for target in ("source", "wallet"):
        try:
            async with shop_scope(shop) as scope:
                done = await _give_back(scope, order_id, row["id"], target, abilities, now)
        except BodegaError as error:
            log.info("surplus_refund_refused", payment=row["out_trade_no"], to=target, kind=error.kind)
            continue
        if done:
            await say_order_changed(runtime, shop, order_id)
            return
    async with shop_scope(shop) as scope:
        if (await read_money(scope, order_id, lock=True)).payment(row["id"]).left.minor:
            await record_event(
                scope, order_id, "surplus_left", None, None, actor=ACTOR, now=now, payment=row["out_trade_no"]
            )


async def _give_back(
    scope: Scope, order_id: UUID, payment_id: UUID, target: Target, abilities: Abilities, now: datetime
) -> bool:
    money = await read_money(scope, order_id, lock=True)
    payment = money.payment(payment_id)
    can = abilities.get(payment.channel_id)
    if not payment.left.minor or (target == "source" and not (can and can.refund_idempotent)):
        return False
    wish = RefundWish(order_id, payment.left, target, REASON, "surplus", payment_id)
    await begin_in(scope, wish, abilities, actor=ACTOR, now=now)
    return True
