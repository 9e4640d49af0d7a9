"""Hold a soft launch to its cap of orders per day."""

from datetime import datetime, time

from bodega.kernel.database import Scope
from bodega.kernel.errors import TooManyRequests
from bodega.kernel.i18n import time_zone
from bodega.street.shop import Shop, SoftLaunch
from bodega_shop.settings.profile import Profile

_COUNT = """
    select count(*) from purchase
     where placed_at >= $1 and kind = 'goods' and state not in ('expired', 'cancelled')"""


class SoldForToday(TooManyRequests):
    """The shop sells only a few orders a day before it opens, and those of today are gone. Please come back tomorrow."""

    kind = "sold-for-today"


def lock_of(shop: Shop) -> int:
    """Whoever orders waits in line behind this number, or two at once would both be the last one of the day."""
    return shop.id.int >> 65


async def cap_orders(scope: Scope, soft: SoftLaunch, profile: Profile, *, now: datetime) -> None:
    """A statement of its own, which only a shop in its soft launch pays for. Raises `SoldForToday`."""
    zone = time_zone(profile.time_zone)
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    if await scope.fetchval(_COUNT, today) >= soft.orders_per_day:
        raise SoldForToday
