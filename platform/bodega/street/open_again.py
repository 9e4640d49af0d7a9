"""Take up an opening that stopped half-way: its steps can all be done again."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import StateConflict
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.open_shop import OPEN_JOB


async def open_again(
    runtime: Runtime, shop_id: UUID, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """Raises `StateConflict` for a shop that is not being opened."""
    async with platform_scope() as scope:
        if not await scope.fetchval("select 1 from shop where id = $1 and state = 'opening'", shop_id):
            raise StateConflict
        await enqueue(scope, OPEN_JOB, {"shop_id": str(shop_id)})
        await record(scope, deed="shop.tried_again", actor_id=actor_id, actor=actor, now=now, shop_id=shop_id)
    runtime.directory.forget(shop_id)
