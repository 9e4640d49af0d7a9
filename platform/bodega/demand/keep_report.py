"""Keep what one shop tells of its demand: for each good the units of eight weeks, day by day, in place of what it said before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue

SUM_JOB = "demand.sum"
DAYS = 56
_NIGHT = timedelta(hours=22)

# Arrays of arrays would have to be of one length and come flat: they are cut apart again here.
_KEEP = """
    insert into demand_report (good_key, shop_id, until, days)
    select t.good_key, $1, $2, ($4::integer[])[(t.place - 1) * $5::integer + 1 : t.place * $5::integer]
      from unnest($3::bytea[]) with ordinality as t (good_key, place)
    on conflict (good_key, shop_id) do update set until = excluded.until, days = excluded.days"""


async def keep_report(
    scope: Scope, shop_id: UUID, goods: Mapping[bytes, Sequence[int]], *, until: date, now: datetime
) -> None:
    """`goods` are 56 counts each, the last of the day `until`. The sums are made again in the coming night."""
    if goods:
        # In the order of their keys: two shops that tell of the same goods must not wait for each other.
        keys = sorted(goods)
        flat = [units for key in keys for units in goods[key]]
        await scope.execute(_KEEP, shop_id, until, keys, flat, DAYS)
    night = now.replace(hour=0, minute=0, second=0, microsecond=0) + _NIGHT
    await enqueue(scope, SUM_JOB, {}, after=max(night, now), once=f"{now:%Y%m%d}")


async def forget_reports(scope: Scope, shop_id: UUID, *, before: date | None = None) -> int:
    """Delete what a shop told, all of it or what it did not repeat since `before`; how many goods that was."""
    return await scope.execute(
        "delete from demand_report where shop_id = $1 and ($2::date is null or until < $2)", shop_id, before
    )
