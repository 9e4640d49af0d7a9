"""A person has a day of a channel compared now, whatever came of it before."""

from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.comparison.china_day import china_day
from bodega_shop.comparison.plan_comparisons import enqueue_comparison
from bodega_shop.floor import floor_of
from bodega_shop.settings.record_deed import Actor, record_deed

_WAITING = """
    insert into comparison (id, channel_id, day, state, attempts, counts, sums, started_at)
    values ($1, $2, $3, 'waiting', 0, '{}', '{}', $4)
    on conflict (channel_id, day) do update set state = 'waiting', attempts = 0, failure = ''
    returning id"""


async def run_again(
    runtime: Runtime, shop: Shop, channel_id: UUID, day: date, *, by: Actor, now: datetime
) -> UUID:
    """The comparison that will be made; the worker does it. Raises `InvalidInput` naming the field, `NotFound`."""
    if not date(2000, 1, 1) <= day < china_day(now):
        raise InvalidInput("Only a day that is over can be compared.", field="day")
    channel = await floor_of(runtime).channels.open(runtime, shop, channel_id)
    if channel.terms.money_to == "platform":
        raise InvalidInput(
            "The list of this channel is the platform's, with the payments of other shops in it.",
            field="channel",
        )
    if channel.gateway.capabilities(channel.context.settings).confirmed_by_hand:
        raise InvalidInput(
            "Payments of this channel are confirmed by hand: there is nobody to ask.", field="channel"
        )
    async with shop_scope(shop) as scope:
        comparison_id = await scope.fetchval(_WAITING, new_id(), channel_id, day, now)
        await enqueue_comparison(scope, channel_id, day, now)
        await record_deed(scope, "comparison.run", str(channel_id), by=by, now=now, day=day.isoformat())
    return UUID(str(comparison_id))
