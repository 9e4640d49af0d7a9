"""An order whose money all went back is refunded, and one whose refund failed is as it was before."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega_shop.books.book_order import book_delivery
from bodega_shop.books.read_held import read_held
from bodega_shop.delivery.deliver_order import release_reserved
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.states import DELIVERED, EXCEPTION, REFUND_FAILED, REFUNDED
from bodega_shop.refunds.plan_automatic_refund import plan_automatic_refund

# All back: nothing of the order's own money is left, none of what is held in another currency, and nothing under way.
_END = """
    update purchase o set state = 'refunded', exception = '', refunded_at = $2
     where o.id = $1 and o.state in ('delivered', 'exception') and o.refunded = o.paid
       and (o.paid > 0 or o.state = 'exception')
       and exists (select 1 from refund r where r.purchase_id = o.id and r.state = 'succeeded')
       and not exists (select 1 from refund r where r.purchase_id = o.id and r.state in ('created', 'pending', 'unknown'))
       and not exists (
           select 1 from payment p join transfer t on t.source_id = p.id and t.source = 'payment' and t.leg = 'received'
            where p.purchase_id = o.id and t.credit = 'held' and t.currency <> o.currency and p.refunded < p.received)"""

_REOPEN = """
    update purchase set state = $2, exception = $3, refunded_at = null where id = $1 and state = 'refunded'"""


async def end_if_all_is_back(scope: Scope, order_id: UUID, state: str, *, actor: str, now: datetime) -> bool:
    """Whether the order is refunded now; its reserved codes are then back on the shelf. The caller holds its row."""
    if not await scope.execute(_END, order_id, now):
        return False
    await release_reserved(scope, [order_id])
    await record_event(scope, order_id, "refunded", state, REFUNDED, actor=actor, now=now)
    return True


async def reopen(
    scope: Scope, order_id: UUID, state: str, delivered_at: datetime | None, *, actor: str, now: datetime
) -> None:
    """After a refund failed: a refunded order is delivered again, or waits for a person; what is held is where it belongs."""
    if state == REFUNDED:
        before = DELIVERED if delivered_at else EXCEPTION
        await scope.execute(_REOPEN, order_id, before, "" if delivered_at else REFUND_FAILED)
        await record_event(scope, order_id, "reopened", REFUNDED, before, actor=actor, now=now)
        state = before
    if state == DELIVERED:
        await earn_held(scope, order_id, now=now)
    elif state == EXCEPTION:
        await plan_automatic_refund(scope, now=now)


async def earn_held(scope: Scope, order_id: UUID, *, now: datetime) -> None:
    """The goods are handed over: all that is held for them is the shop's, in every currency that came."""
    times = await scope.fetchval(
        "select count(*) from transfer where source = 'order' and source_id = $1 and leg like 'delivered%'",
        order_id,
    )
    for place, held in enumerate(await read_held(scope, order_id)):
        await book_delivery(scope, order_id, Money(held.minor, held.currency), now=now, again=times + place)
