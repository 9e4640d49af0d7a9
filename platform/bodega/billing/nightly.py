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
from bodega.plugins.billing_door import BillingDoor
from bodega.qualifications.china_day import china_day
from bodega.runtime import Runtime
from bodega.street.mornings import hand_out, plan_coming
from bodega.street.shop import ANSWERING_STATES

MORNING_JOB = "billing.morning"
SHOP_JOB = "billing.shop"

_SHOPS = "select shop_id from subscription where shop_id > $1 order by shop_id limit $2"


async def run_morning(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_coming(MORNING_JOB, now)
    await hand_out(SHOP_JOB, _SHOPS, key=str(china_day(now)))


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
