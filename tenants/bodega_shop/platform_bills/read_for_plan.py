"""What a shop's plan is held against: its paid orders, and what they brought into its own merchant accounts."""

from collections.abc import Mapping
from datetime import datetime

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop

_ORDERS = """
    select count(*) from purchase where kind = 'goods' and placed_at >= $1 and placed_at < $2 and paid_at is not null"""

# The platform keeps its commission by itself of what goes through its own accounts, so only the shop's own count here.
# What an order brought is divided among the categories of its lines by their sums.
_SALES = """
    with kept as (
        select p.purchase_id, p.received_currency as currency, sum(p.received - p.refunded) as sum
          from payment p join channel c on c.id = p.channel_id
         where p.state = 'succeeded' and p.paid_at >= $1 and p.paid_at < $2
           and c.platform_channel_id is null and c.money_to = 'shop'
         group by p.purchase_id, p.received_currency
    ), line as (
        select l.purchase_id, coalesce(k.trade, '') as trade, l.amount,
               sum(l.amount) over (partition by l.purchase_id) as whole
          from purchase_line l left join product g on g.id = l.product_id left join category k on k.id = g.category_id
         where l.purchase_id in (select purchase_id from kept)
    )
    select trade, currency, round(sum(kept.sum * line.amount / line.whole))::bigint as sum
      from kept join line using (purchase_id) where line.whole > 0 group by trade, currency order by currency, trade"""


async def count_orders(shop: Shop, begins: datetime, ends: datetime) -> int:
    """Those that were paid, of all that were placed from `begins` until before `ends`."""
    async with shop_scope(shop) as scope:
        return int(await scope.fetchval(_ORDERS, begins, ends))


async def read_sales(shop: Shop, begins: datetime, ends: datetime) -> list[Mapping[str, Money]]:
    """For each currency by category of the street; what was given back until now is left out."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_SALES, begins, ends)
    found: dict[str, dict[str, Money]] = {}
    for row in rows:
        money = Money(row["sum"], row["currency"])
        found.setdefault(row["currency"], {})[row["trade"]] = money
    return list(found.values())
