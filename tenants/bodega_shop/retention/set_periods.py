"""Change how long a shop keeps its records."""

from collections.abc import Mapping
from datetime import datetime

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.retention.periods import check_periods
from bodega_shop.settings.profile import Profile
from bodega_shop.settings.record_deed import Actor, record_deed

_KEEP = "insert into retention_period (kind, days) values ($1, $2) on conflict (kind) do update set days = excluded.days"


async def set_periods(
    shop: Shop, profile: Profile, days: Mapping[str, int], *, by: Actor, now: datetime
) -> None:
    """`days` by kind. Raises `InvalidInput` below a floor."""
    check_periods(profile, days)
    async with shop_scope(shop) as scope:
        for kind, number in days.items():
            await scope.execute(_KEEP, kind, number)
        await record_deed(scope, "retention.periods", str(shop.id), by=by, now=now, days=dict(days))
