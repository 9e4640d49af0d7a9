"""Read what is known of some goods: price, what lies in stock at what cost and until when, and what was sold day by day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega_shop.insight.judge_demand import WINDOW
from bodega_shop.insight.judge_supply import Lot

_GOODS = """
    select s.id as sku_id, s.name, s.price, s.currency, p.id as product_id, p.title,
           p.state = 'published' and s.active as on_sale,
           coalesce(b.since, p.created_at) as since, b.last_cost
      from sku s
      join product p on p.id = s.product_id
      left join lateral (
          select min(created_at) as since,
                 (array_agg(unit_cost order by created_at desc)
                     filter (where unit_cost is not null and currency = s.currency))[1] as last_cost
            from batch where sku_id = s.id and state = 'ready') b on true
     where s.id = any($1::uuid[])"""

_LOTS = """
    select c.sku_id, c.expires_on, case when b.currency = s.currency then b.unit_cost end as unit_cost,
           count(*)::integer as count
      from code c
      join batch b on b.id = c.batch_id
      join sku s on s.id = c.sku_id
     where c.sku_id = any($1::uuid[]) and c.on_shelf and (c.expires_on is null or c.expires_on > $2)
     group by 1, 2, 3"""

_SOLD = """
    select sku_id, day, units, taken from demand_day
     where sku_id = any($1::uuid[]) and day >= $2 and day < $3"""


@dataclass(frozen=True)
class Facts:
    """One good. `days` are units from the first day on which it could be sold, at most 56, up to yesterday.

    `taken` is what those units brought, in minor units of the price's currency.
    """

    sku_id: UUID
    product_id: UUID
    title: str
    name: str
    on_sale: bool
    price: Money
    last_cost: int | None
    lots: tuple[Lot, ...]
    days: tuple[int, ...]
    taken: int

    @property
    def cost(self) -> int | None:
        """Of one code on the average of those unsold whose cost is known, else of the last batch with a known cost."""
        known = [(lot.unit_cost, lot.count) for lot in self.lots if lot.unit_cost is not None]
        if not known:
            return self.last_cost
        return round(sum(cost * count for cost, count in known) / sum(count for _, count in known))

    @property
    def window(self) -> tuple[int, ...]:
        """The same counts as 56 days, zero before it could be sold."""
        return (0,) * (WINDOW - len(self.days)) + self.days


async def read_facts(scope: Scope, sku_ids: Sequence[UUID], zone: ZoneInfo, *, now: datetime) -> list[Facts]:
    """Those of `sku_ids` that there are. Codes that have expired are no stock."""
    today = now.astimezone(zone).date()
    goods = await scope.fetch(_GOODS, list(sku_ids))
    lots: dict[UUID, list[Lot]] = defaultdict(list)
    # Codes expire as orders count days: in UTC.
    for row in await scope.fetch(_LOTS, list(sku_ids), now.date()):
        lots[row["sku_id"]].append(Lot(row["count"], row["expires_on"], row["unit_cost"]))
    sold: dict[UUID, dict[date, tuple[int, int]]] = defaultdict(dict)
    for row in await scope.fetch(_SOLD, list(sku_ids), today - timedelta(days=WINDOW), today):
        sold[row["sku_id"]][row["day"]] = row["units"], row["taken"]
    return [
        _facts(
            dict(row), lots[row["sku_id"]], sold[row["sku_id"]], row["since"].astimezone(zone).date(), today
        )
        for row in goods
    ]


def _facts(
    row: dict[str, Any], lots: Sequence[Lot], sold: Mapping[date, tuple[int, int]], since: date, today: date
) -> Facts:
    # What was sold before the oldest batch that is known, was on the shelf then.
    first = max(min([since, *sold]), today - timedelta(days=WINDOW))
    days = [first + timedelta(days=n) for n in range((today - first).days)]
    return Facts(
        row["sku_id"],
        row["product_id"],
        row["title"],
        row["name"],
        row["on_sale"],
        Money(row["price"], row["currency"]),
        row["last_cost"],
        tuple(lots),
        tuple(sold[day][0] if day in sold else 0 for day in days),
        sum(taken for _, taken in sold.values()),
    )
