"""How the paid orders of a span of time went, and what is on the shelf: what the platform's directory is told."""

from datetime import datetime

from bodega.kernel.database import shop_scope
from bodega.plugins.standing_door import Figures
from bodega.street.shop import Shop

# Gifts of nothing prove nothing, and could be ordered by the thousand.
_FIGURES = """
    with paid as materialized (
        select o.id, o.state, o.contact_digest, o.refunded, o.disputed_at, o.delivered_at - o.paid_at as took
          from purchase o
         where o.placed_at >= $1 and o.placed_at < $2 and o.kind = 'goods' and o.paid_at is not null and o.total > 0
    ), waited as materialized (
        select distinct e.purchase_id from purchase_event e join paid p on p.id = e.purchase_id
         where e.to_state = 'exception'
    )
    select count(*)::integer as orders, count(distinct p.contact_digest)::integer as buyers,
           (count(*) filter (where p.state = 'delivered' and p.refunded = 0 and p.disputed_at is null))::integer as correct,
           count(w.purchase_id)::integer as exceptions,
           round(percentile_cont(0.5) within group (order by greatest(extract(epoch from p.took), 0)))::integer
               as median_seconds
      from paid p left join waited w on w.purchase_id = p.id"""

_TRADES = """
    select distinct c.trade from product p join category c on c.id = p.category_id
     where p.state = 'published' and c.trade <> ''
       and exists (select 1 from sku s where s.product_id = p.id and s.active)"""


async def read_figures(shop: Shop, begins: datetime, ends: datetime) -> Figures:
    """Of the orders that were placed from `begins` until before `ends`; every one of them was paid."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_FIGURES, begins, ends)
        trades = [one["trade"] for one in await scope.fetch(_TRADES)]
    return Figures(**dict(row or {}), trades=trades)
