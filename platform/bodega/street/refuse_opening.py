"""Refuse a shop that somebody asked for, and tell them why."""

from datetime import datetime
from uuid import UUID

from bodega.runtime import Runtime
from bodega.street.lifecycle import move_shop


async def refuse_opening(
    runtime: Runtime, shop_id: UUID, *, reason: str, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """Raises `InvalidInput` without a reason, `StateConflict` when the shop does not wait for an answer."""
    await move_shop(runtime, shop_id, "refuse", reason=reason, actor_id=actor_id, actor=actor, now=now)
