"""Everything that a reviewer has on one page: the application, its applicant, what changed, and the reasons to pick."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.moderation.case import Case
from bodega.moderation.compare_submissions import Change, read_changes
from bodega.moderation.due_dates import give_due_dates
from bodega.moderation.read_applicant import Known, read_applicant
from bodega.moderation.read_case import read_case
from bodega.moderation.reasons import Reason, read_reasons
from bodega.onboarding.judge_name import JudgedName, judge_name
from bodega.onboarding.shop_names import shop_names
from bodega.policy.rule import Market
from bodega.runtime import Runtime


@dataclass(frozen=True)
class Look:
    """`name` is None where no name is asked for. `reasons` are those that are offered."""

    case: Case
    known: Known
    changes: tuple[Change, ...]
    reasons: tuple[Reason, ...]
    name: JudgedName | None


async def look_at(runtime: Runtime, application_id: UUID, *, locale: str, now: datetime) -> Look:
    """As it is at this moment. Raises `NotFound`."""
    names = await shop_names(runtime)
    async with platform_scope() as scope:
        await give_due_dates(scope)
        case = await read_case(scope, application_id, now=now)
        known = await read_applicant(scope, case, names)
        changes = await read_changes(scope, application_id, case.revision)
        reasons = tuple([reason for reason in await read_reasons(scope) if reason.active])
    return Look(case, known, changes, reasons, await _judged(runtime, case, locale, now))


async def _judged(runtime: Runtime, case: Case, locale: str, now: datetime) -> JudgedName | None:
    """By the rules of today, which may be others than those of the day when it was typed."""
    if not (case.answers.get("name") or {}).get("shop_name"):
        return None
    market: Market = "everywhere" if case.standing.facts.market == "everywhere" else "cn"
    return await judge_name(
        runtime, case.wanted_name, owner_id=case.applicant.id, market=market, locale=locale, now=now, fresh=False
    )  # fmt: skip
