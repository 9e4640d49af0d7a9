"""Save a plan: always a new version, so that nobody's agreement changes under them."""

from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.billing.plan import PlanTexts
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Conflict
from bodega.kernel.ids import new_id
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

_INSERT = """
    insert into plan (id, code, version, name, currency, price_month, price_year, trial_days, goods, staff, orders, plugins,
                      domains, commission_points, trade_points, offered, created_at)
    values ($1, $2, 1 + coalesce((select max(version) from plan where code = $2), 0), $3, $4, $5, $6, $7, $8, $9, $10,
            $11, $12, $13, $14, $15, $16) returning version"""


async def save_plan(plan: PlanTexts, *, by: StaffMember, now: datetime) -> UUID:
    """Counts for whoever subscribes from now on. Raises `Conflict` when somebody saved the same plan at the same moment."""
    plan_id = new_id()
    values = (
        plan.code, dict(plan.name), plan.currency, plan.price_month, plan.price_year, plan.trial_days, plan.goods,
        plan.staff, plan.orders, plan.plugins, plan.domains, plan.commission_points, dict(plan.trade_points),
        plan.offered,
    )  # fmt: skip
    try:
        async with platform_scope() as scope:
            version = await scope.fetchval(_INSERT, plan_id, *values, now)
            await record(
                scope, deed="plan.saved", actor_id=by.account_id, actor=by.name, now=now, name=plan.name["en"],
                version=version,
            )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise Conflict from error
    return plan_id
