"""See to it that the goods of a shop are counted and judged again in the coming night."""

from datetime import datetime, timedelta

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.jobs import enqueue
from bodega.street.shop import Shop
from bodega_shop.comparison.china_day import at_hour, china_day

COUNT_JOB = "insight.count"
_FIRST_HOUR = 1
_MINUTES_OF_NIGHT = 240


async def ensure_counting(scope: Scope, shop: Shop, *, now: datetime) -> None:
    """Enqueue the count of the coming night, once however often it is asked for; shops take turns over four hours."""
    day = china_day(now) + timedelta(days=1)
    turn = timedelta(minutes=shop.id.int % _MINUTES_OF_NIGHT)
    await enqueue(scope, COUNT_JOB, {}, after=at_hour(day, _FIRST_HOUR) + turn, once=f"{day}")


async def count_soon(shop: Shop) -> None:
    """Somebody wants to see the figures of this hour."""
    async with shop_scope(shop) as scope:
        await enqueue(scope, COUNT_JOB, {}, once="soon", urgency=1)
