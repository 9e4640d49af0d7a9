"""When lists are compared: each night it is planned for which channels and days, and each of those is a job."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.comparison.china_day import at_hour, bounds_of, china_day
from bodega_shop.comparison.ensure_comparing import ensure_comparing
from bodega_shop.evidence.sealing import ensure_sealing
from bodega_shop.floor import floor_of

COMPARE_JOB = "comparison.compare"
FARTHEST_BACK = timedelta(days=7)

_CHANNELS = """
    select c.id, c.compared_until from channel c
     where c.money_to = 'shop' and exists (select 1 from payment p where p.channel_id = c.id and p.paid_at >= $1) order by c.position, c.id"""


async def plan_comparisons(runtime: Runtime, shop: Shop, _: dict[str, Any]) -> None:
    """The job: every channel that took money lately, for each day that was not compared; and again tomorrow."""
    now = runtime.clock.now()
    today = china_day(now)
    async with shop_scope(shop) as scope:
        since, _ends = bounds_of(today - FARTHEST_BACK)
        channels = [(row["id"], row["compared_until"]) for row in await scope.fetch(_CHANNELS, since)]
    hours = {channel_id: await _hour_of(runtime, shop, channel_id) for channel_id, _until in channels}
    async with shop_scope(shop) as scope:
        for channel_id, until in channels:
            if (hour := hours[channel_id]) is not None:
                for day in _days(today, until):
                    await enqueue_comparison(scope, channel_id, day, at_hour(today, hour))
        await ensure_sealing(scope, now=now)
        if channels:
            await ensure_comparing(scope, now=now)


async def enqueue_comparison(scope: Scope, channel_id: UUID, day: date, after: datetime) -> None:
    """One job for that channel and day."""
    job = {"channel": str(channel_id), "day": day.isoformat()}
    await enqueue(scope, COMPARE_JOB, job, after=after, once=f"{channel_id}:{day}")


async def _hour_of(runtime: Runtime, shop: Shop, channel_id: UUID) -> int | None:
    """From which hour the list of the day before is whole; None for a channel with nobody to ask."""
    try:
        channel = await floor_of(runtime).channels.open(runtime, shop, channel_id)
    except NotFound:
        return None
    abilities = channel.gateway.capabilities(channel.context.settings)
    return None if abilities.confirmed_by_hand else abilities.bill_hour


def _days(today: date, compared_until: date | None) -> list[date]:
    """Those since the last that was compared, up to yesterday; a channel that was never compared begins with yesterday."""
    yesterday = today - timedelta(days=1)
    first = max(compared_until + timedelta(days=1), today - FARTHEST_BACK) if compared_until else yesterday
    return [first + timedelta(days=n) for n in range((yesterday - first).days + 1)]
