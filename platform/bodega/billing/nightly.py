"""Each morning, one job for each shop with a plan: renew, remind, freeze, count its orders, bill its commission."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.billing.audit_billing import first_of
from bodega.billing.bill_commission import bill_commission
from bodega.billing.card_on_file import leave_card_behind
from bodega.billing.count_month import keep_count
from bodega.billing.dun import dun
from bodega.billing.plan_collection import plan_collection, plan_reading
from bodega.billing.renew import renew
from bodega.kernel.database import platform_scope
from bodega.kernel.jobs import enqueue
from bodega.plugins.billing_door import BillingDoor
from bodega.qualifications.china_day import china_day, next_morning
from bodega.runtime import Runtime
from bodega.street.shop import ANSWERING_STATES

MORNING_JOB = "billing.morning"
SHOP_JOB = "billing.shop"
_AT_ONCE = 200

_SHOPS = "select shop_id from subscription where shop_id > $1 order by shop_id limit $2"


async def run_morning(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_billing(now)
    last = UUID(int=0)
    while True:
        async with platform_scope() as scope:
            shops = [row["shop_id"] for row in await scope.fetch(_SHOPS, last, _AT_ONCE)]
            for shop_id in shops:
                await enqueue(scope, SHOP_JOB, {"shop_id": str(shop_id)}, once=f"{shop_id}:{china_day(now)}")
        if len(shops) < _AT_ONCE:
            return
        last = shops[-1]


async def plan_billing(now: datetime) -> None:
    """The coming morning's, once however often it is asked for: every worker that starts asks."""
    due = next_morning(now)
    async with platform_scope() as scope:
        await enqueue(scope, MORNING_JOB, {}, after=due, once=f"{due:%Y%m%d}")


async def run_shop(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job of one shop."""
    await bill_shop(runtime, UUID(payload["shop_id"]), now=runtime.clock.now())


async def bill_shop(runtime: Runtime, shop_id: UUID, *, now: datetime) -> None:
    """All that one day brings; asked for again on the same day it changes nothing."""
    async with platform_scope() as scope:
        changed = await renew(scope, shop_id, now=now)
        changed |= await dun(scope, runtime, shop_id, now=now)
        await leave_card_behind(scope, shop_id, now=now)
        await plan_reading(scope, shop_id)
        await plan_collection(scope, shop_id)
    if changed:
        await runtime.directory.announce_change(shop_id)
    shop = await runtime.directory.by_id(shop_id)
    if shop.state not in ANSWERING_STATES:
        return
    this_month = first_of(now)
    last_month = first_of(this_month - timedelta(days=1))
    for door in _doors(runtime):
        orders = await door.count_orders(shop, this_month, now)
        sales = await door.read_sales(shop, last_month, this_month)
        async with platform_scope() as scope:
            stopped = await keep_count(scope, runtime, shop_id, orders, now=now)
            await bill_commission(scope, shop_id, sales, last_month, this_month, now=now)
        if stopped:
            await runtime.directory.announce_change(shop_id)


def _doors(runtime: Runtime) -> list[BillingDoor]:
    manifests = runtime.extensions.manifests.values()
    return [one.billing for one in manifests if one.billing is not None and one.always_on]
