"""When an answer is due: so many working days by the riskiest category that is asked for, as the platform set it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bodega.kernel.database import Scope, platform_scope
from bodega.moderation.working_days import due_after
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

RISKS = ("low", "raised", "high")
LEAST_DAYS, MOST_DAYS = 1, 15

_NAMES = {"low": "review_days", "raised": "review_days_raised", "high": "review_days_high"}
_SELECT = "select name, value from policy where name = any($1::text[])"
_KEEP = """
    insert into policy (name, value, changed_at, changed_by) values ($1, $2, $3, $4)
    on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at,
                                     changed_by = excluded.changed_by"""
# What is above a category speaks for it too: a risky shelf is risky in each of its corners.
_RISKS = """
    with recursive line as (
        select c.code, c.parent, c.risk from trade_category c where c.code = any($1::text[])
        union
        select c.code, c.parent, c.risk from trade_category c join line l on c.code = l.parent)
    select distinct risk from line"""
_UNDATED = """
    select a.id, a.submitted_at,
           array(select c.category from application_category c where c.application_id = a.id) as asked,
           a.answers
      from application a where a.state = 'submitted' and a.due_at is null and a.submitted_at is not null"""
_DATE = "update application set due_at = $2 where id = $1 and due_at is null and state = 'submitted'"


@dataclass(frozen=True)
class ReviewDays:
    """Working days until an answer, by risk."""

    low: int = 3
    raised: int = 4
    high: int = 5

    def of(self, risk: str) -> int:
        return {"low": self.low, "raised": self.raised, "high": self.high}[risk]


async def read_review_days(scope: Scope) -> ReviewDays:
    rows = {row["name"]: row["value"] for row in await scope.fetch(_SELECT, list(_NAMES.values()))}
    return ReviewDays(
        **{risk: rows[name] for risk, name in _NAMES.items() if isinstance(rows.get(name), int)}
    )


async def current_review_days() -> ReviewDays:
    """As it is set now; opens its own scope."""
    async with platform_scope() as scope:
        return await read_review_days(scope)


async def change_review_days(days: ReviewDays, *, by: StaffMember, now: datetime) -> None:
    """Counts for what is handed in from now on. Callers have checked the bounds."""
    async with platform_scope() as scope:
        before = await read_review_days(scope)
        changed: dict[str, Any] = {
            _NAMES[risk]: days.of(risk) for risk in RISKS if days.of(risk) != before.of(risk)
        }
        for name, value in changed.items():
            await scope.execute(_KEEP, name, value, now, by.name)
        if changed:
            await record(
                scope, deed="policy.changed", actor_id=by.account_id, actor=by.name, now=now, **changed
            )


async def riskiest(scope: Scope, categories: Iterable[str]) -> str:
    """The highest risk among them and what is above them; `low` for none."""
    found = {row["risk"] for row in await scope.fetch(_RISKS, list(categories))}
    return max(found, key=RISKS.index, default="low")


async def due_for(scope: Scope, categories: Iterable[str], start: datetime) -> datetime:
    """When whoever handed in an application for these categories at `start` has an answer."""
    days = (await read_review_days(scope)).of(await riskiest(scope, categories))
    return await due_after(scope, start, days)


async def give_due_dates(scope: Scope) -> int:
    """Date what was handed in without one, such as a shop's new papers; how many those were."""
    rows = await scope.fetch(_UNDATED)
    for row in rows:
        asked = row["asked"] or _wanted(row["answers"])
        await scope.execute(_DATE, row["id"], await due_for(scope, asked, row["submitted_at"]))
    return len(rows)


def _wanted(answers: Mapping[str, Any]) -> list[str]:
    goods = answers.get("goods") or {}
    return list(goods.get("categories") or ())
