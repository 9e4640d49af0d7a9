"""The job that lets a shop feel what became of one listing: off sale, or back."""

from typing import Any
from uuid import UUID

from bodega.duties.duty_doors import duty_doors, shop_with_tables
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.jobs import enqueue
from bodega.notices.notice import OFF_SALE, read_listing, read_notice
from bodega.runtime import Runtime

CARRY_JOB = "notices.carry"


async def carry_soon(scope: Scope, listing_id: UUID) -> None:
    """Once this transaction commits. Each time anew: a job that is running already may have read the state before."""
    await enqueue(scope, CARRY_JOB, {"listing_id": str(listing_id)})


async def carry_takedown(runtime: Runtime, payload: dict[str, Any]) -> None:
    """By the state that the listing has now, whatever it had when the job was asked for."""
    async with platform_scope() as scope:
        try:
            listing = await read_listing(scope, UUID(payload["listing_id"]))
            notice = await read_notice(scope, listing.notice_id)
        except NotFound:
            return
    shop = await shop_with_tables(runtime, listing.shop_id) if listing.shop_id else None
    if shop is None or listing.product_id is None:
        return
    now = runtime.clock.now()
    for door in duty_doors(runtime):
        if listing.state in OFF_SALE:
            await door.take_down(shop, listing.id, listing.product_id, notice.right_kind, now=now)
        elif listing.state == "back":
            await door.put_back(shop, listing.id, now=now)
