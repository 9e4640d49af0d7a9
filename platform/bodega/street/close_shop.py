"""Close a shop for good: no new orders, while look-up, vouchers and the delivery of paid orders go on."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.lifecycle.remove_twin import plan_removal
from bodega.runtime import Runtime
from bodega.street.lifecycle import move


async def close_shop(
    runtime: Runtime, shop_id: UUID, *, reason: str, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """The shop's own pages announce the reason; raises `InvalidInput` without one, `StateConflict` when closed."""
    async with platform_scope() as scope:
        shut = await close_in(scope, shop_id, reason=reason, actor_id=actor_id, actor=actor, now=now)
    for one in shut:
        await runtime.directory.announce_change(one)


async def close_in(
    scope: Scope, shop_id: UUID, *, reason: str, actor_id: UUID | None, actor: str, now: datetime
) -> list[UUID]:
    """The same inside the caller's transaction: which shops to announce after it, the rehearsal's with it."""
    await move(scope, shop_id, "close", reason=reason, actor_id=actor_id, actor=actor, now=now)
    twin_id = await plan_removal(scope, shop_id)
    return [shop_id] if twin_id is None else [shop_id, twin_id]
