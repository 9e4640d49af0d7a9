"""Let one verdict count for its category or paper, and append it to the record."""

from datetime import datetime
from typing import cast
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import Refused, StateConflict
from bodega.moderation.case import Case
from bodega.moderation.record_decision import record_decision
from bodega.moderation.subjects import APPROVE, CATEGORY, DOCUMENT, PENDING, SECOND, Said, Subject
from bodega.qualifications.decide_paper import Verdict as PaperVerdict
from bodega.qualifications.decide_paper import decide_paper
from bodega.staff.staff_member import StaffMember

HIGH = "high"

_ENSURE = """
    insert into application_category (application_id, category, state) values ($1, $2, 'wanted')
    on conflict (application_id, category) do nothing"""
_CATEGORY = """
    update application_category
       set state = $3, reason = $4, decided_at = $5, decided_by = $6, needs_second = $7, seconded_by = null
     where application_id = $1 and category = $2"""
_SECOND = """
    update application_category set state = 'approved', seconded_by = $3, decided_at = $4
     where application_id = $1 and category = $2 and state = 'wanted' and needs_second and seconded_by is null
       and decided_by <> $3"""
_STATES = {"approve": "approved", "more": "more", "refuse": "refused"}


async def apply_verdict(
    scope: Scope, case: Case, subject: Subject, said: Said, *, reason: str, by: StaffMember, now: datetime
) -> int:
    """1, or 0 for what is so already. Raises `Refused`, `StateConflict`."""
    verdict = said.verdict
    if subject.kind == CATEGORY:
        if verdict == APPROVE and case.verdict(subject) == PENDING:
            return 0
        await scope.execute(_ENSURE, case.id, subject.id)
        await _on_category(scope, case, subject, verdict, reason, by, now)
    elif verdict == SECOND:
        raise StateConflict
    elif subject.kind == DOCUMENT:
        await decide_paper(
            scope,
            UUID(subject.id),
            cast("PaperVerdict", verdict),
            reason=reason,
            actor_id=by.account_id,
            now=now,
        )
    await record_decision(
        scope, case.id, case.revision, subject, verdict, template=said.template, reason=reason, by=by, now=now
    )
    return 1


async def _on_category(
    scope: Scope, case: Case, subject: Subject, verdict: str, reason: str, by: StaffMember, now: datetime
) -> None:
    if verdict == SECOND:
        await _second(scope, case, subject, by, now)
        return
    wanted = case.category(subject.id)
    if verdict == APPROVE and not case.standing.catalogue.is_open(subject.id):
        raise Refused("This category is closed on this street, so nobody can be let in.")
    takes_two = verdict == APPROVE and wanted is not None and wanted.risk == HIGH
    state = "wanted" if takes_two else _STATES[verdict]
    await scope.execute(_CATEGORY, case.id, subject.id, state, reason, now, by.account_id, takes_two)


async def _second(scope: Scope, case: Case, subject: Subject, by: StaffMember, now: datetime) -> None:
    wanted = case.category(subject.id)
    if wanted is None or case.verdict(subject) != PENDING:
        raise StateConflict
    if wanted.decided_by == by.account_id:
        raise Refused("You approved this yourself, so another person has to second it.")
    if not await scope.execute(_SECOND, case.id, subject.id, by.account_id, now):
        raise StateConflict
