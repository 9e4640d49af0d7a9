"""Let a shop open, or send it back into rehearsal with the reasons. The deeds of the review queue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import StateConflict
from bodega.lifecycle.remove_twin import plan_removal
from bodega.street.lifecycle import move

_MOVES = {"soft": "open_soft", "live": "go_live"}


async def approve_launch(
    scope: Scope, shop_id: UUID, answers: dict[str, Any], *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """In the transaction that approves the application with these answers; `announce_change` follows the commit.

    A shop that goes live leaves its rehearsal behind. Raises `StateConflict` for a shop that moved on.
    """
    into = str(answers.get("into", ""))
    if into not in _MOVES:
        raise StateConflict
    await move(scope, shop_id, _MOVES[into], actor_id=actor_id, actor=actor, now=now)
    if into == "live":
        await plan_removal(scope, shop_id)


async def refuse_launch(
    scope: Scope, shop_id: UUID, reason: str, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """In the transaction that decides: back into rehearsal; one in its soft launch stays there and reads why.

    Raises `InvalidInput` without a reason.
    """
    if await scope.fetchval("select state from shop where id = $1", shop_id) == "compliance":
        await move(scope, shop_id, "send_back", reason=reason, actor_id=actor_id, actor=actor, now=now)
