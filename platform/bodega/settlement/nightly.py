"""Each morning, one job for each shop whose money the platform has: settle what is due, and let out what shall go by itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.qualifications.china_day import china_day
from bodega.runtime import Runtime
from bodega.settlement.ask_withdrawal import ask_by_itself
from bodega.settlement.settle import settle_shop
from bodega.street.mornings import hand_out, plan_coming

MORNING_JOB = "settlement.morning"
SHOP_JOB = "settlement.shop"

_SHOPS = "select shop_id from shop_money where shop_id > $1 order by shop_id limit $2"


async def run_morning(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_coming(MORNING_JOB, now)
    await hand_out(SHOP_JOB, _SHOPS, key=str(china_day(now)))


async def run_shop(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job of one shop."""
    await settle_one(runtime, UUID(payload["shop_id"]), now=runtime.clock.now())


async def settle_one(runtime: Runtime, shop_id: UUID, *, now: datetime) -> list[UUID]:
    """The settlements of that day; asked for again it changes nothing. What goes out by itself is a step of its own."""
    async with platform_scope() as scope:
        settled = await settle_shop(scope, shop_id, now=now)
    async with platform_scope() as scope:
        await ask_by_itself(scope, runtime, shop_id, now=now)
    return settled
