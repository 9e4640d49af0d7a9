"""Sum what shops told, good by good, where the sum says nothing of any one of them.

A sum is kept when at least ten owners sold the good in these eight weeks and none of them sold more than half of all.
Shops of one owner count as one seller: otherwise somebody could open nine and read the tenth.
"""

from datetime import date, timedelta
from typing import Any

from bodega.kernel.database import Scope, platform_scope
from bodega.runtime import Runtime

FEWEST_SELLERS = 10
OLDEST_REPORT = timedelta(days=7)

# A shop east of Greenwich counts a day earlier than one west of it, so a report may end a day after `until`.
_SUM = """
    with told as materialized (
        select r.good_key, s.owner_id, $3::date - r.until + 56 - d.place as age, d.units
          from demand_report r
          join shop s on s.id = r.shop_id
         cross join unnest(r.days) with ordinality as d (units, place)
         where r.good_key >= $1 and ($2::bytea is null or r.good_key < $2)
           and r.until between $4 and $3::date + 1 and d.units > 0
    ), seller as materialized (
        select good_key, owner_id, sum(units) as units from told where age between 0 and 55
         group by good_key, owner_id
    ), shared as materialized (
        select good_key, count(*)::integer as sellers from seller group by good_key
        having count(*) >= $5 and max(units) * 2 <= sum(units)
    ), week as materialized (
        select t.good_key, w.n, coalesce(sum(t.units) filter (where t.age / 7 = 7 - w.n), 0)::bigint as units
          from shared c
          join told t on t.good_key = c.good_key and t.age between 0 and 55
         cross join generate_series(0, 7) as w (n)
         group by t.good_key, w.n
    )
    insert into demand_sum (good_key, until, sellers, weeks)
    select c.good_key, $3::date, c.sellers, array_agg(w.units order by w.n)
      from shared c join week w on w.good_key = c.good_key
     group by c.good_key, c.sellers
    on conflict (good_key) do update set until = excluded.until, sellers = excluded.sellers, weeks = excluded.weeks"""

_DROP = """
    delete from demand_sum
     where good_key >= $1 and ($2::bytea is null or good_key < $2) and until < $3"""


async def sum_reports(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. One transaction for each first byte of the keys, so that no sum is long."""
    until = runtime.clock.now().date() - timedelta(days=1)
    for first in range(256):
        async with platform_scope() as scope:
            await _sum_between(scope, bytes([first]), bytes([first + 1]) if first < 255 else None, until)
    async with platform_scope() as scope:
        await scope.execute("delete from demand_report where until < $1", until - OLDEST_REPORT)


async def _sum_between(scope: Scope, least: bytes, below: bytes | None, until: date) -> None:
    await scope.execute(_SUM, least, below, until, until - OLDEST_REPORT, FEWEST_SELLERS)
    await scope.execute(_DROP, least, below, until)
