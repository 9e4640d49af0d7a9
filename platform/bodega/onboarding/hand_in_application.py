"""Hand the application in: nothing is missing, everything is written down as it is now, and the clock starts."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Refused, StateConflict
from bodega.moderation.due_dates import due_for, riskiest
from bodega.onboarding.application import Application, find_application
from bodega.onboarding.judge_name import JudgedName, judge_name
from bodega.onboarding.limit_writes import admit_hand_in
from bodega.onboarding.read_journey import Journey, read_journey
from bodega.onboarding.take_snapshot import take_snapshot
from bodega.onboarding.tell_applicant import tell_handed_in
from bodega.qualifications.hand_in import hand_in_papers
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.lifecycle import move

HAND_IN = """
    update application
       set state = 'submitted', revision = revision + 1, changed_at = $2, submitted_at = $2, due_at = $3, warned_at = null
     where id = $1 and state in ('draft', 'more')
    returning revision"""
KEEP = "insert into submission (application_id, revision, at, content) values ($1, $2, $3, $4)"
_DROP_CATEGORIES = """
    delete from application_category
     where application_id = $1 and (state in ('wanted', 'more') or not (category = any($2::text[])))"""
_ADD_CATEGORY = """
    insert into application_category (application_id, category, state, risk) values ($1, $2, 'wanted', $3)
    on conflict (application_id, category) do nothing"""
_STATE = "select state from shop where id = $1 for update"


class NotReady(Refused):
    """Something is still missing. The list says what."""

    kind = "not-ready"


async def hand_in_application(
    runtime: Runtime, account_id: UUID, application_id: UUID, *, actor: str, locale: str, now: datetime
) -> datetime:
    """When an answer is due. A second time, after more was asked for, it becomes the next revision.

    Raises `NotReady`, `NameRefused` for a name that the rules of today refuse, `NotFound`, `StateConflict`,
    `TooManyRequests`.
    """
    await admit_hand_in(runtime, account_id)
    async with platform_scope() as scope:
        application = await find_application(scope, application_id, account_id)
    judged = await _judge(runtime, application, locale, now)
    async with platform_scope() as scope:
        await find_application(scope, application_id, account_id, lock=True)
        journey = await read_journey(scope, runtime, application_id, account_id, locale=locale, now=now)
        _require_ready(journey, judged)
        due = await _write(scope, runtime, journey, judged, actor, now)
    if application.shop_id is not None:
        await runtime.directory.announce_change(application.shop_id)
    return due


async def _judge(runtime: Runtime, application: Application, locale: str, now: datetime) -> JudgedName:
    judged = await judge_name(
        runtime, application.shop_name, owner_id=application.account_id, market=application.market, locale=locale, now=now
    )  # fmt: skip
    judged.require()
    return judged


def _require_ready(journey: Journey, judged: JudgedName) -> None:
    if not journey.application.is_changeable or journey.application.shop_name != judged.name:
        raise StateConflict
    if journey.missing:
        raise NotReady


async def _write(
    scope: Scope, runtime: Runtime, journey: Journey, judged: JudgedName, actor: str, now: datetime
) -> datetime:
    application = journey.application
    wanted = [str(code) for code in application.answer("goods")["categories"]]
    due = await due_for(scope, wanted, now)
    content = await take_snapshot(scope, journey, judged)
    row = await scope.fetchrow(HAND_IN, application.id, now, due)
    if row is None or application.shop_id is None:
        raise StateConflict
    await scope.execute(KEEP, application.id, row["revision"], now, content)
    await want_categories(scope, application.id, wanted)
    await hand_in_papers(scope, application.id, now=now)
    if await scope.fetchval(_STATE, application.shop_id) == "draft":
        await move(scope, application.shop_id, "ask", actor_id=application.account_id, actor=actor, now=now)
    await record(
        scope, deed="application.handed_in", actor_id=application.account_id, actor=actor, now=now,
        shop_id=application.shop_id, application=str(application.id), revision=row["revision"],
    )  # fmt: skip
    await tell_handed_in(scope, runtime, application, due, now=now)
    return due


async def want_categories(scope: Scope, application_id: UUID, wanted: list[str]) -> None:
    """What was decided already stays decided; what was asked about, or taken out, begins anew."""
    await scope.execute(_DROP_CATEGORIES, application_id, wanted)
    for code in wanted:
        await scope.execute(_ADD_CATEGORY, application_id, code, await riskiest(scope, [code]))
