"""Thaw a shop that was frozen for want of money, as soon as nothing is overdue any more."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.street.lifecycle import UNPAID, move

_CLEAR = """
    update subscription s set frozen_at = null
     where shop_id = $1 and frozen_at is not null and state <> 'ended'
       and not exists (select 1 from bill b where b.shop_id = s.shop_id and b.state = 'open' and b.due_at <= $2)"""


async def thaw_paid(scope: Scope, shop_id: UUID, *, now: datetime) -> bool:
    """Whether it goes on now; telling the processes is the caller's, after the commit."""
    if not await scope.execute(_CLEAR, shop_id, now):
        return False
    frozen = await scope.fetchval(
        "select 1 from shop where id = $1 and state = 'frozen' and state_reason = $2", shop_id, UNPAID
    )
    if frozen:
        await move(scope, shop_id, "thaw", actor_id=None, actor="Bodega", now=now)
    return bool(frozen)
