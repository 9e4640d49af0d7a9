"""Close a shop for good: no new orders, while look-up, vouchers and the delivery of paid orders go on."""

from datetime import datetime
from uuid import UUID

from bodega.runtime import Runtime
from bodega.street.lifecycle import move_shop


async def close_shop(
    runtime: Runtime, shop_id: UUID, *, reason: str, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """The shop's own pages announce the reason; raises `InvalidInput` without one, `StateConflict` when closed."""
    await move_shop(runtime, shop_id, "close", reason=reason, actor_id=actor_id, actor=actor, now=now)
