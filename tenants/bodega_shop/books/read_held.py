"""What the books still hold for one order: paid, not delivered, and not on its way back."""

from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.money import Money

# A refund that is under way counts as gone; what a balance only promised does not count as there.
_SELECT = """
    select t.currency, sum(case when t.credit = 'held' then t.amount else -t.amount end)::bigint as held
      from transfer t
     where (t.credit = 'held' or t.debit = 'held')
       and ((t.source = 'order' and t.source_id = $1)
            or (t.source = 'payment' and t.source_id in (select p.id from payment p where p.purchase_id = $1))
            or (t.source = 'refund' and t.source_id in (select r.id from refund r where r.purchase_id = $1)))
       and (t.phase in ('posted', 'post')
            or (t.phase = 'pending' and t.debit = 'held'
                and not exists (select 1 from transfer d where d.resolves = t.id)))
     group by t.currency"""


async def read_held(scope: Scope, order_id: UUID) -> list[Money]:
    """One sum for each currency of which something is held; money in another currency than the order's comes along."""
    rows = await scope.fetch(_SELECT, order_id)
    return [Money(row["held"], row["currency"]) for row in rows if row["held"] > 0]


async def read_held_in(scope: Scope, order_id: UUID, currency: str) -> Money:
    """What is held in that currency, nothing for none."""
    held = [money for money in await read_held(scope, order_id) if money.currency == currency]
    return held[0] if held else Money.zero(currency)
