"""The subscription of one shop, as it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.billing.plan import Plan, find_plan
from bodega.kernel.database import Scope

_SELECT = """
    select shop_id, plan_id, rhythm, state, begun_at, period_begins, period_ends, next_plan_id, next_rhythm,
           ends_with_period, frozen_at
      from subscription where shop_id = $1"""


@dataclass(frozen=True)
class Subscription:
    """`next_plan_id` is what it changes to when the period ends; `frozen_at` when the shop froze for want of money."""

    shop_id: UUID
    plan_id: UUID
    rhythm: str
    state: Literal["trial", "active", "ended"]
    begun_at: datetime
    period_begins: datetime
    period_ends: datetime
    next_plan_id: UUID | None
    next_rhythm: str | None
    ends_with_period: bool
    frozen_at: datetime | None
    plan: Plan


async def find_subscription(scope: Scope, shop_id: UUID, *, lock: bool = False) -> Subscription | None:
    """With `lock` nobody else changes it or writes a bill for it until this transaction ends."""
    row = await scope.fetchrow(_SELECT + (" for update" if lock else ""), shop_id)
    return Subscription(**dict(row), plan=await find_plan(scope, row["plan_id"])) if row else None
