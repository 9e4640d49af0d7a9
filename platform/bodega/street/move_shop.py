"""Move a shop from one state to another, once, with its reason and its line in the audit trail."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.runtime import Runtime
from bodega.staff.audit import record

LONGEST_REASON = 500
# Where a thaw leads: into the state that the frost interrupted.
FROZEN_FROM = "frozen_from"

_MOVE = """
    update shop set state = case $2::text when 'frozen_from' then coalesce(frozen_from, 'live') else $2 end,
                    frozen_from = case $2::text when 'frozen' then state end,
                    state_reason = $3, version = version + 1
     where id = $1 and state = any($4::text[])"""


async def move_shop(
    runtime: Runtime,
    shop_id: UUID,
    *,
    between: tuple[Sequence[str], str],
    deed: str,
    reason: str = "",
    actor_id: UUID | None,
    actor: str,
    now: datetime,
) -> None:
    """`between` names the states it may leave and the one it enters; raises `StateConflict` from any other."""
    leaving, entering = between
    async with platform_scope() as scope:
        moved = await scope.execute(_MOVE, shop_id, entering, reason, list(leaving))
        if not moved:
            raise StateConflict
        detail = {"reason": reason} if reason else {}
        await record(scope, deed=deed, actor_id=actor_id, actor=actor, now=now, shop_id=shop_id, **detail)
    await runtime.directory.announce_change(shop_id)


def check_reason(reason: str) -> str:
    """A reason that its readers can do something with; raises `InvalidInput`."""
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput("Please write down why. The owner reads this.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("Please use at most %(most)s characters.", field="reason", most=LONGEST_REASON)
    return reason
