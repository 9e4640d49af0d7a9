"""Read the plans: every version there was, and those that are offered now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from bodega.billing.limits import Limits
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.i18n import CHINESE
from bodega.kernel.money import Money

Rhythm = Literal["month", "year"]
RHYTHMS: tuple[Rhythm, ...] = ("month", "year")

_COLUMNS = """
    id, code, version, name, currency, price_month, price_year, trial_days, goods, staff, orders, plugins, domains,
    commission_points, trade_points, offered"""
_ONE = f"select {_COLUMNS} from plan where id = $1"
_LATEST = f"select distinct on (code) {_COLUMNS} from plan order by code, version desc"


@dataclass(frozen=True, kw_only=True)
class PlanTexts:
    """A plan as the form says it, read and checked. `commission_points` are ten-thousandths of what a shop's own merchant
    accounts take; `trade_points` replace them for categories of the street.
    """

    code: str
    name: Mapping[str, str]
    currency: str
    price_month: int
    price_year: int
    trial_days: int
    goods: int | None
    staff: int | None
    orders: int | None
    plugins: int | None
    domains: int | None
    commission_points: int
    trade_points: Mapping[str, int]
    offered: bool


@dataclass(frozen=True, kw_only=True)
class Plan(PlanTexts):
    """One version of a plan, as it was saved."""

    id: UUID
    version: int

    def price(self, rhythm: str) -> Money:
        return Money(self.price_year if rhythm == "year" else self.price_month, self.currency)

    def named(self, locale: str) -> str:
        return self.name["zh" if locale == CHINESE else "en"]

    def limits(self, locale: str) -> Limits:
        return Limits(
            self.named(locale), self.code, self.goods, self.staff, self.orders, self.plugins, self.domains
        )  # fmt: skip

    def points_for(self, trade: str) -> int:
        return self.trade_points.get(trade, self.commission_points)


async def find_plan(scope: Scope, plan_id: UUID) -> Plan:
    """Raises `NotFound`."""
    row = await scope.fetchrow(_ONE, plan_id)
    if row is None:
        raise NotFound
    return _plan(dict(row))


async def look_at_plan(plan_id: UUID) -> Plan:
    """The same outside of any transaction."""
    async with platform_scope() as scope:
        return await find_plan(scope, plan_id)


async def latest_plans(scope: Scope) -> list[Plan]:
    """The newest version of each, the cheapest first."""
    plans = [_plan(dict(row)) for row in await scope.fetch(_LATEST)]
    return sorted(plans, key=lambda plan: (plan.currency, plan.price_month, plan.code))


async def offered_plans(scope: Scope) -> list[Plan]:
    return [plan for plan in await latest_plans(scope) if plan.offered]


def _plan(row: dict[str, Any]) -> Plan:
    return Plan(**row)
