"""Choose a plan for a shop: the first one with its trial, a larger one at once, a smaller one when the period ends."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from bodega.billing.periods import part_left, period_end
from bodega.billing.plan import RHYTHMS, Plan, find_plan, offered_plans
from bodega.billing.subscription import Subscription, find_subscription
from bodega.billing.thaw_paid import thaw_paid
from bodega.billing.write_bill import BillLine, Charge, write_bill
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused, StateConflict
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

FOR_PLAN = "Plan %(plan)s"
FOR_UPGRADE = "Plan %(plan)s, for the rest of the period"
UNUSED = "Plan %(plan)s, not used any more"

Chosen = Literal["begun", "changed", "later", "kept"]

_BEGIN = """
    insert into subscription (shop_id, plan_id, rhythm, state, begun_at, period_begins, period_ends)
    values ($1, $2, $3, $4, $5, $5, $6)
    on conflict (shop_id) do update set plan_id = $2, rhythm = $3, state = $4, begun_at = $5, period_begins = $5,
           period_ends = $6, next_plan_id = null, next_rhythm = null, ends_with_period = false
     where subscription.state = 'ended'"""
_AT_ONCE = """
    update subscription set plan_id = $2, rhythm = $3, period_begins = $4, period_ends = $5, next_plan_id = null,
           next_rhythm = null, ends_with_period = false, begun_at = case when period_begins = $4 then begun_at else $4 end
     where shop_id = $1"""
_LATER = """
    update subscription set next_plan_id = $2, next_rhythm = $3, ends_with_period = false where shop_id = $1"""


async def choose_plan(
    runtime: Runtime, shop_id: UUID, plan_id: UUID, rhythm: str, *, by: StaffMember, now: datetime
) -> Chosen:
    """Raises `InvalidInput` for a rhythm, `NotFound` for a plan that is not offered, `Refused` while a bill is open."""
    if rhythm not in RHYTHMS:
        raise InvalidInput("Please choose one of these.", field="rhythm")
    async with platform_scope() as scope:
        # The shop's own row stands in for a subscription that is not there yet.
        await scope.fetchval("select 1 from shop where id = $1 for update", shop_id)
        plan = await _offered(scope, plan_id)
        now_has = await find_subscription(scope, shop_id, lock=True)
        if await scope.fetchval("select 1 from bill where shop_id = $1 and state = 'open' limit 1", shop_id):
            raise Refused("Please pay the open bill first. The plan can be changed right after that.")
        if now_has is None or now_has.state == "ended":
            word = await _begin(scope, shop_id, plan, rhythm, first=now_has is None, now=now)
        else:
            word = await _change(scope, now_has, plan, rhythm, now)
        await thaw_paid(scope, shop_id, now=now)
        await record(
            scope, deed=f"subscription.{word}", actor_id=by.account_id, actor=by.name, shop_id=shop_id, now=now,
            plan=plan.code, version=plan.version, rhythm=rhythm,
        )  # fmt: skip
    await runtime.directory.announce_change(shop_id)
    return word


async def cancel_plan(runtime: Runtime, shop_id: UUID, *, by: StaffMember, now: datetime) -> None:
    """It runs until its period ends. Raises `StateConflict` for one that ended or ends already."""
    async with platform_scope() as scope:
        if not await scope.execute(
            "update subscription set ends_with_period = true, next_plan_id = null, next_rhythm = null"
            " where shop_id = $1 and state <> 'ended' and not ends_with_period",
            shop_id,
        ):
            raise StateConflict
        await record(
            scope,
            deed="subscription.cancelled",
            actor_id=by.account_id,
            actor=by.name,
            shop_id=shop_id,
            now=now,
        )
    await runtime.directory.announce_change(shop_id)


async def _offered(scope: Scope, plan_id: UUID) -> Plan:
    plan = await find_plan(scope, plan_id)
    if plan.id not in {one.id for one in await offered_plans(scope)}:
        raise NotFound
    return plan


async def _begin(
    scope: Scope, shop_id: UUID, plan: Plan, rhythm: str, *, first: bool, now: datetime
) -> Chosen:
    """The trial is given once: who comes back pays from the first day."""
    tries = first and plan.trial_days > 0
    ends = now + timedelta(days=plan.trial_days) if tries else period_end(now, now, rhythm)
    if not await scope.execute(_BEGIN, shop_id, plan.id, rhythm, "trial" if tries else "active", now, ends):
        raise StateConflict
    if not tries:
        await bill_period(scope, shop_id, plan, rhythm, (now, ends), now=now)
    return "begun"


async def bill_period(
    scope: Scope, shop_id: UUID, plan: Plan, rhythm: str, period: tuple[datetime, datetime], *, now: datetime
) -> None:
    """One whole period of a plan. The beginning of the period is the reason: it is billed once, whoever asks."""
    line = BillLine(FOR_PLAN, dict(plan.name), plan.price(rhythm).minor)
    reason = f"period:{period[0].isoformat()}"
    await write_bill(
        scope, shop_id, Charge("subscription", reason, plan.currency, (line,), *period), now=now
    )  # fmt: skip


async def _change(scope: Scope, has: Subscription, plan: Plan, rhythm: str, now: datetime) -> Chosen:
    if plan.id == has.plan_id and rhythm == has.rhythm:
        await scope.execute(
            "update subscription set next_plan_id = null, next_rhythm = null, ends_with_period = false"
            " where shop_id = $1",
            has.shop_id,
        )
        return "kept"
    if has.state == "trial":
        await scope.execute(_AT_ONCE, has.shop_id, plan.id, rhythm, has.period_begins, has.period_ends)
        return "changed"
    charge, period = _upgrade(has, plan, rhythm, now)
    if charge is None or now >= has.period_ends:
        await scope.execute(_LATER, has.shop_id, plan.id, rhythm)
        return "later"
    await scope.execute(_AT_ONCE, has.shop_id, plan.id, rhythm, *period)
    await write_bill(scope, has.shop_id, charge, now=now)
    return "changed"


def _upgrade(
    has: Subscription, plan: Plan, rhythm: str, now: datetime
) -> tuple[Charge | None, tuple[datetime, datetime]]:
    """What a change at once costs; no charge where it costs nothing, because that is no upgrade.

    In the same rhythm the period stays and its rest is billed; another rhythm begins a period of its own today.
    """
    begins, ends = has.period_begins, has.period_ends
    unused = part_left(has.plan.price(has.rhythm), begins, ends, now)
    if rhythm == has.rhythm:
        wanted, text = part_left(plan.price(rhythm), begins, ends, now), FOR_UPGRADE
    else:
        wanted, text = plan.price(rhythm), FOR_PLAN
        begins, ends = now, period_end(now, now, rhythm)
    smaller = rhythm == "month" and has.rhythm == "year"
    if plan.currency != has.plan.currency or smaller or wanted <= unused:
        return None, (begins, ends)
    lines = (
        BillLine(text, dict(plan.name), wanted.minor),
        BillLine(UNUSED, dict(has.plan.name), -unused.minor),
    )
    reason = f"change:{now.isoformat()}"
    return Charge("subscription", reason, plan.currency, lines, now, ends), (begins, ends)
