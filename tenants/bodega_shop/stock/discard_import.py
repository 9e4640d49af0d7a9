"""Throw a preview away, and the upload with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import StateConflict
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed

_DISCARD = """
    update batch set state = 'discarded', upload = null, finished_at = $2 where id = $1 and state = 'previewed'"""


async def discard_import(shop: Shop, batch_id: UUID, *, by: Actor, now: datetime) -> None:
    """Raises `StateConflict` when it is imported already."""
    async with shop_scope(shop) as scope:
        if not await _discard(scope, batch_id, now):
            raise StateConflict
        await record_deed(scope, "codes.discarded", str(batch_id), by=by, now=now)


async def discard_forgotten(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job that comes a day after each preview."""
    async with shop_scope(shop) as scope:
        await _discard(scope, UUID(payload["batch"]), runtime.clock.now())


async def _discard(scope: Scope, batch_id: UUID, now: datetime) -> int:
    return await scope.execute(_DISCARD, batch_id, now)
