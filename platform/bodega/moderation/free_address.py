"""Thirty days after a shop was refused, let others have its address."""

from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.runtime import Runtime
from bodega.staff.audit import record

FREE_JOB = "moderation.free_address"
KEPT_DAYS = 30

# A refused shop never had a schema: only its name is taken.
_FREE = """
    update shop set slug = $2, schema_name = $3, version = version + 1
     where id = $1 and state = 'refused' and slug not like 'freed-%'"""
_HOSTS = "delete from shop_host where shop_id = $1"


async def free_address(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job. A shop that got another chance meanwhile keeps its address."""
    shop_id = UUID(payload["shop_id"])
    mark = shop_id.hex[-20:]
    async with platform_scope() as scope:
        if not await scope.execute(_FREE, shop_id, f"freed-{mark}", f"shop_freed_{mark}"):
            return
        await scope.execute(_HOSTS, shop_id)
        await record(
            scope,
            deed="shop.address_freed",
            actor_id=None,
            actor="Bodega",
            now=runtime.clock.now(),
            shop_id=shop_id,
        )
    await runtime.directory.announce_change(shop_id)
