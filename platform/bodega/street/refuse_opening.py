"""Refuse a shop that somebody asked for, and tell them why."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.runtime import Runtime
from bodega.staff.refuse_own import refuse_own
from bodega.street.decide_by_hand import require_no_application
from bodega.street.lifecycle import move


async def refuse_opening(
    runtime: Runtime, shop_id: UUID, *, reason: str, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """Raises `InvalidInput` without a reason, `StateConflict` when the shop does not wait for an answer.

    Raises `Refused` where an application is to be decided, `OwnMatter`.
    """
    async with platform_scope() as scope:
        await require_no_application(scope, shop_id)
        await refuse_own(scope, actor_id, shop_id)
        await move(scope, shop_id, "refuse", reason=reason, actor_id=actor_id, actor=actor, now=now)
    await runtime.directory.announce_change(shop_id)
