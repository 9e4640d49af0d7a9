"""Each morning: one job for each live shop, which asks it how its orders of ninety days went."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.plugins.standing_door import StandingDoor
from bodega.qualifications.china_day import china_day
from bodega.runtime import Runtime
from bodega.storefinder.keep_standing import keep_standing
from bodega.street.mornings import hand_out, plan_coming
from bodega.street.shop import LIVE

MORNING_JOB = "storefinder.morning"
SHOP_JOB = "storefinder.shop"
WINDOW = timedelta(days=90)
# An order that was paid this minute is still on its way, and neither right nor wrong.
_ON_THE_WAY = timedelta(hours=1)

_SHOPS = """
    select id from shop where state = 'live' and rehearses is null and id > $1 order by id limit $2"""


async def run_morning(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_coming(MORNING_JOB, now)
    await hand_out(SHOP_JOB, _SHOPS, key=str(china_day(now)))


async def ask_one_shop(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job of one shop; one that is no longer live keeps what it told last, and is not listed."""
    await ask_shop(runtime, UUID(payload["shop_id"]), now=runtime.clock.now())


async def ask_shop(runtime: Runtime, shop_id: UUID, *, now: datetime) -> None:
    """The shop reads its own orders in its own schema, and the platform keeps nothing but the sums."""
    shop = await runtime.directory.by_id(shop_id)
    if shop.state != LIVE or shop.rehearses is not None:
        return
    for door in standing_doors(runtime):
        figures = await door.read_figures(shop, now - WINDOW, now - _ON_THE_WAY)
        async with platform_scope() as scope:
            await keep_standing(scope, shop_id, figures, until=china_day(now), now=now)


def standing_doors(runtime: Runtime) -> list[StandingDoor]:
    manifests = runtime.extensions.manifests.values()
    return [one.standing for one in manifests if one.standing is not None and one.always_on]
