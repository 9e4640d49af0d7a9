"""How many complaints there are against shops: what the directory and the shop's own file show of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope

LOOKED_BACK = timedelta(days=90)

_COUNT = """
    select shop_id,
           count(*) filter (where state in ('open', 'answered')) as open,
           count(*) filter (where opened_at >= $2) as made,
           count(*) filter (where verdict = 'buyer' and ended_at >= $2) as upheld,
           count(*) filter (where overdue_at >= $2) as overdue,
           count(*) filter (where refund_missed_at is not null and refunded_at is null) as unpaid
      from complaint
     where shop_id = any($1::uuid[]) and opened_at is not null
     group by shop_id"""


@dataclass(frozen=True)
class Complaints:
    """Of one shop: at work now; of the last 90 days those made, decided for the buyer, and not answered in time.

    `unpaid` are decisions to give money back whose time is over and that were not carried out.
    """

    open: int = 0
    made: int = 0
    upheld: int = 0
    overdue: int = 0
    unpaid: int = 0


async def complaints_of(
    scope: Scope, shop_ids: Sequence[UUID], *, now: datetime
) -> Mapping[UUID, Complaints]:
    """For every shop that is asked for, also those without any. One statement; a scope of the platform."""
    rows = await scope.fetch(_COUNT, list(shop_ids), now - LOOKED_BACK)
    known = {
        row["shop_id"]: Complaints(row["open"], row["made"], row["upheld"], row["overdue"], row["unpaid"])
        for row in rows
    }
    return {shop_id: known.get(shop_id, Complaints()) for shop_id in shop_ids}
