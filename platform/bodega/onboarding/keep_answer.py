"""Keep what was said at one step; the other steps stay as they are, whoever saves what meanwhile."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import StateConflict
from bodega.onboarding.agreement import agreement_versions
from bodega.onboarding.application import DRAFT, MORE, Application, find_application
from bodega.onboarding.asked_steps import asked_steps
from bodega.onboarding.find_missing import find_missing
from bodega.onboarding.steps import Step
from bodega.qualifications.china_day import china_day
from bodega.qualifications.read_standing import read_standing

_KEEP = """
    update application
       set answers = answers || jsonb_build_object($2::text, $3::jsonb), changed_at = $4, warned_at = null
     where id = $1 and state in ('draft', 'more')"""


async def open_for(
    scope: Scope, application_id: UUID, account_id: UUID, step: Step, *, now: datetime
) -> Application:
    """The application, locked, for a change at that step. Raises `NotFound`, and `StateConflict` when it is closed."""
    application = await find_application(scope, application_id, account_id, lock=True)
    if not await _is_open(scope, application, step, now):
        raise StateConflict("This part of your application cannot be changed now.")
    return application


async def keep_answer(
    scope: Scope, application: Application, part: str, said: Mapping[str, Any] | list[Any], *, now: datetime
) -> None:
    """Raises `StateConflict` for an application that left the applicant's hands."""
    if not await scope.execute(_KEEP, application.id, part, said, now):
        raise StateConflict


async def _is_open(scope: Scope, application: Application, step: Step, now: datetime) -> bool:
    """Everything in a draft; later what was asked for, and what one change made another step lack."""
    if application.state != MORE:
        return application.state == DRAFT
    if step in await asked_steps(scope, application, ""):
        return True
    standing = await read_standing(scope, application_id=application.id, on=china_day(now))
    return bool(find_missing(application, standing, await agreement_versions(scope, now=now))[step])
