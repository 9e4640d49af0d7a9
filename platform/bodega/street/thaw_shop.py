"""Thaw a frozen shop: it goes on where it was."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.runtime import Runtime
from bodega.staff.refuse_own import refuse_own
from bodega.street.lifecycle import move


async def thaw_shop(
    runtime: Runtime, shop_id: UUID, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """Raises `StateConflict` for a shop that is not frozen, `OwnMatter`."""
    async with platform_scope() as scope:
        await refuse_own(scope, actor_id, shop_id)
        await move(scope, shop_id, "thaw", actor_id=actor_id, actor=actor, now=now)
    await runtime.directory.announce_change(shop_id)
