"""Decide about an application: what a reviewer says of its parts, and what comes of the whole once all is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Conflict, InvalidInput, StateConflict
from bodega.moderation.add_up import add_up
from bodega.moderation.apply_verdict import apply_verdict
from bodega.moderation.case import SUBMITTED, Case
from bodega.moderation.name_subject import blanks_of
from bodega.moderation.read_case import read_case, read_decisions
from bodega.moderation.reasons import LONGEST_WORDS, read_reasons
from bodega.moderation.settle import settle
from bodega.moderation.subjects import APPROVE, MORE, REFUSE, SECOND, WHOLE, Decision, Said, Sheet, Subject
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.staff.staff_member import StaffMember

SAVED = "saved"

_LOCK = """
    select a.state, a.revision from application a where a.id = $1 for update"""
_FREE = "update application set assigned_to = null where id = $1"


class Withdrawn(StateConflict):
    """The applicant has withdrawn this in the meantime. Nothing of what you said was kept."""


class HandedInAgain(StateConflict):
    """The applicant has handed this in again in the meantime. What changed is marked; nothing of what you said was kept."""


class OthersDecided(Conflict):
    """Somebody else has decided in the meantime. Please look at what is new; nothing of what you said was kept."""

    def __init__(self, decisions: tuple[Decision, ...] = ()) -> None:
        super().__init__()
        self.decisions = decisions


@dataclass(frozen=True)
class Outcome:
    """`state`: saved, pending (for a second person), approved, more or refused."""

    state: str
    count: int


async def decide_application(
    runtime: Runtime, application_id: UUID, sheet: Sheet, *, by: StaffMember, now: datetime
) -> Outcome:
    """Everything or nothing of the sheet counts.

    Raises `Withdrawn`, `HandedInAgain` and `OthersDecided` for a sheet about what is no longer so, `InvalidInput` for
    one that says too little, `Refused` for one that the rules do not allow, such as seconding one's own approval, and
    `OwnMatter`.
    """
    async with platform_scope() as scope:
        await _lock(scope, application_id, sheet)
        case = await read_case(scope, application_id, now=now)
        await refuse_own(scope, by.account_id, case.shop_id, applicant=case.applicant.id)
        said = await _reasoned(scope, runtime, case, sheet)
        count = 0
        for subject, (one, reason) in said.items():
            count += await apply_verdict(scope, case, subject, one, reason=reason, by=by, now=now)
        case = await read_case(scope, application_id, now=now)
        state = SAVED if sheet.aim == "save" else await _finish(scope, runtime, case, sheet, by, now)
        if state in (SAVED, "pending"):
            await _keep_going(scope, case, state, count, by, now)
    if case.shop_id is not None:
        await runtime.directory.announce_change(case.shop_id)
    return Outcome(state, count)


async def _lock(scope: Scope, application_id: UUID, sheet: Sheet) -> None:
    """Whoever comes second waits here, and is told what the first one did."""
    row = await scope.fetchrow(_LOCK, application_id)
    if row is None or row["state"] == "draft":
        raise StateConflict
    if row["state"] == "withdrawn":
        raise Withdrawn
    if row["revision"] != sheet.revision:
        raise HandedInAgain
    decisions = await read_decisions(scope, application_id)
    if len(decisions) > sheet.seen or row["state"] != SUBMITTED:
        raise OthersDecided(decisions[sheet.seen :])


async def _reasoned(
    scope: Scope, runtime: Runtime, case: Case, sheet: Sheet
) -> Mapping[Subject, tuple[Said, str]]:
    """What is new in the sheet, each with its reason in the applicant's language."""
    reasons = {reason.code: reason for reason in await read_reasons(scope)}
    say = partial(runtime.translations.gettext, case.applicant.locale)
    found: dict[Subject, tuple[Said, str]] = {}
    for subject, one in sheet.said.items():
        if not case.knows(subject) or one.verdict not in (APPROVE, MORE, REFUSE, SECOND):
            raise InvalidInput
        if one.verdict == case.verdict(subject) and not one.words and not one.template:
            continue
        words = one.words.strip()
        if not words and one.template in reasons:
            blanks = blanks_of(case, subject, case.applicant.locale, say)
            words = reasons[one.template].fill(case.applicant.locale, blanks)
        if one.verdict in (MORE, REFUSE) and not words:
            raise InvalidInput("Please say why: the applicant reads it.", field=f"words-{subject.key}")
        if len(words) > LONGEST_WORDS:
            raise InvalidInput(
                "At most %(most)s characters, please.", field=f"words-{subject.key}", most=LONGEST_WORDS
            )
        found[subject] = (one, words if one.verdict in (MORE, REFUSE) else "")
    return found


async def _finish(
    scope: Scope, runtime: Runtime, case: Case, sheet: Sheet, by: StaffMember, now: datetime
) -> str:
    if sheet.aim in (MORE, REFUSE):
        whole = Sheet(
            sheet.revision, sheet.seen, {WHOLE: Said(sheet.aim, sheet.whole.template, sheet.whole.words)}
        )
        [(said, reason)] = (await _reasoned(scope, runtime, case, whole)).values()
        return await settle(
            scope, runtime, case, sheet.aim, template=said.template, reason=reason, by=by, now=now
        )
    verdict = add_up(case, now=now)
    if verdict == "pending":
        return verdict
    return await settle(scope, runtime, case, verdict, by=by, now=now)


async def _keep_going(
    scope: Scope, case: Case, state: str, count: int, by: StaffMember, now: datetime
) -> None:
    """What waits for a second person is nobody's until that person takes it."""
    if state == "pending" and case.assigned_to == by.account_id:
        await scope.execute(_FREE, case.id)
    if count:
        await record(
            scope, deed="review.noted_down", actor_id=by.account_id, actor=by.name, now=now, shop_id=case.shop_id,
            application=str(case.id), count=count,
        )  # fmt: skip
