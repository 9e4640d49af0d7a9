"""Freeze a shop: it takes no new orders until it is thawed. Paid orders are still delivered."""

from datetime import datetime
from uuid import UUID

from bodega.runtime import Runtime
from bodega.street.lifecycle import move_shop


async def freeze_shop(
    runtime: Runtime, shop_id: UUID, *, reason: str, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """Raises `InvalidInput` without a reason, `StateConflict` for a shop that no buyer can enter."""
    await move_shop(runtime, shop_id, "freeze", reason=reason, actor_id=actor_id, actor=actor, now=now)
