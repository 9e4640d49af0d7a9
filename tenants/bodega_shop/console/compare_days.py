"""Hold today against the same day of last week, up to the same time of day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop

WEEK = timedelta(days=7)

_FIGURES = """
    select count(*) as orders, count(*) filter (where paid_at is not null and total > 0) as paid,
           coalesce(sum(total) filter (where paid_at is not null), 0)::bigint as revenue
      from purchase where placed_at >= $1 and placed_at < $2 and currency = $3"""


@dataclass(frozen=True)
class Figures:
    """Orders placed in a stretch of time, how many of them were paid, and what those came to."""

    orders: int
    paid: int
    revenue: Money


@dataclass(frozen=True)
class Days:
    """`last_week` ends at the same time of day as `today`, so that a morning is not held against a whole day."""

    today: Figures
    last_week: Figures


async def compare_days(shop: Shop, currency: str, zone: ZoneInfo, *, now: datetime) -> Days:
    """The day begins at midnight in the shop's own time zone."""
    local = now.astimezone(zone)
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
    async with shop_scope(shop) as scope:
        figures = []
        for back in (timedelta(0), WEEK):
            row = await scope.fetchrow(_FIGURES, begin - back, local - back, currency)
            assert row is not None  # noqa: S101 - an aggregate always has one row
            figures.append(Figures(row["orders"], row["paid"], Money(row["revenue"], currency)))
    return Days(*figures)
