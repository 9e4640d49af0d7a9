"""Let a shop of the demo remember eight weeks of sales and what its codes cost, so that the selection desk has something to judge.

Only the counts by day are made up: no order stands behind them, and none is shown. What is bought in the demo itself is
counted beside them, from the day of its first start.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.i18n import time_zone
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.insight.count_goods import count_all
from bodega_shop.insight.fold_days import FOLDED_AGAIN
from bodega_shop.insight.judge_demand import WINDOW
from bodega_shop.settings.profile import read_profile

# Units of a day by its number from the oldest on, as goods of this trade are sold: more on Fridays, some never.
_SHAPES: tuple[Callable[[int], int], ...] = (
    lambda n: 4 + n % 3 + 2 * (n % 7 == 5),
    lambda n: 1 + n // 14 + n % 2,
    lambda n: 2 + (n * 5) % 3,
    lambda n: int(n == 0),
    lambda n: 9 * (n % 14 == 4),
    lambda n: max(5 - n // 10, 0),
    lambda n: int(n % 4 == 1),
)
# What a code costs, in hundredths of its price.
_COSTS = (82, 86, 88, 70, 93, 85, 97)

_GOODS = """
    select s.id, s.price from sku s join product p on p.id = s.product_id order by p.position, s.position, s.id"""

_KEEP = """
    insert into demand_day (sku_id, day, units, taken) values ($1, $2, $3, $4) on conflict do nothing"""

_FOLDED = "insert into selection_terms (id, folded_until) values ($1, $2) on conflict do nothing"


async def remember_sales(runtime: Runtime, shop: Shop, *, now: datetime) -> None:
    """Done before, it changes nothing but the scores, which are counted anew."""
    async with shop_scope(shop) as scope:
        zone = time_zone((await read_profile(scope)).time_zone)
        today = now.astimezone(zone).date()
        # Days before today are never folded again: they would be found empty.
        await scope.execute(_FOLDED, shop.id, today - timedelta(days=1) + FOLDED_AGAIN)
        for place, row in enumerate(await scope.fetch(_GOODS)):
            oldest = today - timedelta(days=WINDOW)
            days = [(oldest + timedelta(days=n), _SHAPES[place % len(_SHAPES)](n)) for n in range(WINDOW)]
            sold = [(row["id"], day, units, units * row["price"]) for day, units in days if units]
            await _remember(scope, row["id"], row["price"] * _COSTS[place % len(_COSTS)] // 100, sold)
    await count_all(runtime, shop, now=now)


async def _remember(scope: Scope, sku_id: UUID, cost: int, sold: Sequence[tuple[object, ...]]) -> None:
    await scope.execute(
        "update batch set unit_cost = $2 where sku_id = $1 and unit_cost is null", sku_id, cost
    )
    await scope.executemany(_KEEP, sold)
