"""Thaw a frozen shop: it goes on where it was."""

from datetime import datetime
from uuid import UUID

from bodega.runtime import Runtime
from bodega.street.lifecycle import move_shop


async def thaw_shop(
    runtime: Runtime, shop_id: UUID, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """Raises `StateConflict` for a shop that is not frozen."""
    await move_shop(runtime, shop_id, "thaw", actor_id=actor_id, actor=actor, now=now)
