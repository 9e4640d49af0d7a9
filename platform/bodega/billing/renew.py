"""Renew a subscription whose period is over: the next period and its bill, the plan that was chosen for it, or the end."""

from datetime import datetime
from uuid import UUID

from bodega.billing.choose_plan import bill_period
from bodega.billing.periods import period_end
from bodega.billing.plan import find_plan
from bodega.billing.subscription import find_subscription
from bodega.kernel.database import Scope
from bodega.street.lifecycle import UNPAID, WORKING, move

_MOST_AT_ONCE = 60

_NEXT = """
    update subscription set plan_id = $2, rhythm = $3, state = 'active', begun_at = $4, period_begins = $5, period_ends = $6,
           next_plan_id = null, next_rhythm = null
     where shop_id = $1"""


async def renew(scope: Scope, shop_id: UUID, *, now: datetime) -> bool:
    """Whether anything changed. Periods that went by while nobody looked are billed one by one, each once."""
    for done in range(_MOST_AT_ONCE):
        has = await find_subscription(scope, shop_id, lock=True)
        if has is None or has.state == "ended" or now < has.period_ends:
            return done > 0
        if has.ends_with_period or has.frozen_at is not None:
            await scope.execute("update subscription set state = 'ended' where shop_id = $1", shop_id)
            await freeze_unpaid(scope, shop_id, now=now)
            return True
        plan = await find_plan(scope, has.next_plan_id) if has.next_plan_id else has.plan
        rhythm = has.next_rhythm or has.rhythm
        # After a trial, and with another rhythm, months are counted from the day on which they begin.
        fresh = has.state == "trial" or rhythm != has.rhythm
        begun = has.period_ends if fresh else has.begun_at
        period = has.period_ends, period_end(begun, has.period_ends, rhythm)
        await scope.execute(_NEXT, shop_id, plan.id, rhythm, begun, *period)
        await bill_period(scope, shop_id, plan, rhythm, period, now=now)
    return True


async def freeze_unpaid(scope: Scope, shop_id: UUID, *, now: datetime) -> bool:
    """Whether it stands still now because of this; a shop that is frozen for another reason stays as it is."""
    state = await scope.fetchval("select state from shop where id = $1 for update", shop_id)
    if state not in WORKING:
        return False
    await scope.execute("update subscription set frozen_at = $2 where shop_id = $1", shop_id, now)
    await move(scope, shop_id, "freeze", reason=UNPAID, actor_id=None, actor="Bodega", now=now)
    return True
