"""Fold orders into units by good and day, one day at a time, so that no page ever has to read orders.

The last eight days are folded again each time: money that came late and orders that were given back are then right.
Older days stay as they are, and those before the window go.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bodega.kernel.database import Scope, shop_scope
from bodega.street.shop import Shop
from bodega_shop.insight.judge_demand import WINDOW

FOLDED_AGAIN = timedelta(days=8)

_GONE = "delete from demand_day where day = $1"

# Everything that was paid and not wholly given back was wanted, also what could not be delivered.
FOLD = """
    with sold as materialized (
        select l.sku_id, sum(l.quantity)::integer as units, sum(l.amount)::bigint as taken
          from purchase o join purchase_line l on l.purchase_id = o.id
         where o.placed_at >= $2 and o.placed_at < $3 and o.kind = 'goods'
           and o.state in ('paid', 'delivered', 'exception')
         group by l.sku_id
    )
    insert into demand_day (sku_id, day, units, taken) select sku_id, $1, units, taken from sold"""

_FOLDED = """
    insert into selection_terms (id, folded_until) values ($1, $2)
    on conflict (id) do update set folded_until = greatest(selection_terms.folded_until, excluded.folded_until)"""


async def fold_days(shop: Shop, zone: ZoneInfo, *, today: date) -> None:
    """Every whole day of the window that is not folded for good, each in its own transaction."""
    # Two counts at once would fold the same day: the second one waits for the first.
    lock = int.from_bytes(shop.vault.fingerprint(shop.slug, "selection")[:8], "big", signed=True)
    for day in await _days_to_fold(shop, today):
        async with shop_scope(shop, locks=[lock]) as scope:
            await _fold(scope, day, zone)
            await scope.execute(_FOLDED, shop.id, day)
    async with shop_scope(shop) as scope:
        await scope.execute("delete from demand_day where day < $1", today - timedelta(days=WINDOW))


async def _days_to_fold(shop: Shop, today: date) -> list[date]:
    async with shop_scope(shop) as scope:
        until: date | None = await scope.fetchval("select folded_until from selection_terms")
    oldest = today - timedelta(days=WINDOW)
    first = max(oldest, until + timedelta(days=1) - FOLDED_AGAIN) if until else oldest
    return [first + timedelta(days=n) for n in range((today - first).days)]


async def _fold(scope: Scope, day: date, zone: ZoneInfo) -> None:
    begins = datetime.combine(day, time(), zone)
    ends = datetime.combine(day + timedelta(days=1), time(), zone)
    await scope.execute(_GONE, day)
    await scope.execute(FOLD, day, begins, ends)
