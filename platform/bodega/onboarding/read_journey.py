"""Where an application stands: what is missing, what is under review, who must act, and by when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import BodegaError, InvalidInput
from bodega.onboarding.agreement import agreement_versions
from bodega.onboarding.application import DRAFT, MORE, SUBMITTED, WITHDRAWN, Application, find_application
from bodega.onboarding.asked_steps import WALKED, asked_steps, why_refused
from bodega.onboarding.find_missing import find_missing
from bodega.onboarding.steps import Step
from bodega.qualifications.china_day import china_day
from bodega.qualifications.read_standing import Standing, read_standing
from bodega.runtime import Runtime

State = Literal["done", "missing", "under_review", "more"]
Turn = Literal["you", "platform", "nobody"]

_PROVEN = "select email_proven_at is not null from account where id = $1"


@dataclass(frozen=True)
class JourneyStep:
    """`missing` says what to do, `words` what the reviewer said; `is_open` whether it can be changed now."""

    step: Step
    state: State
    is_open: bool
    missing: tuple[BodegaError, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Journey:
    """`due` is when the platform answers, while it is its turn; `verdict` are the reasons of a refusal."""

    application: Application
    standing: Standing
    steps: tuple[JourneyStep, ...]
    turn: Turn
    due: datetime | None
    verdict: tuple[str, ...]

    @property
    def missing(self) -> tuple[BodegaError, ...]:
        return tuple(error for step in self.steps for error in step.missing)

    @property
    def can_be_handed_in(self) -> bool:
        return self.application.is_changeable and not self.missing

    @property
    def next_step(self) -> Step:
        """Where the applicant goes on: what was asked for first, then what is missing."""
        turns = (step.step for step in self.steps if step.is_open and (step.missing or step.words))
        return next(turns, "submit")

    def at(self, step: str) -> JourneyStep:
        return next(one for one in self.steps if one.step == step)


async def read_journey(
    scope: Scope, runtime: Runtime, application_id: UUID, account_id: UUID, *, locale: str, now: datetime
) -> Journey:
    """Raises `NotFound` for somebody else's."""
    application = await find_application(scope, application_id, account_id)
    standing = await read_standing(scope, application_id=application_id, on=china_day(now))
    missing = find_missing(application, standing, await agreement_versions(scope, now=now))
    words = await asked_steps(scope, application, locale)
    proof = await _owed_proof(scope, runtime, account_id)
    steps = [
        JourneyStep(
            step,
            _state(application, asked=bool(words.get(step)), missing=bool(missing[step])),
            _is_open(application, asked=step in words, missing=bool(missing[step])),
            tuple(missing[step]),
            tuple(words.get(step, ())),
        )
        for step in WALKED
    ]
    ready = not proof and not any(missing.values())
    last = JourneyStep(
        "submit",
        _state(application, asked=False, missing=not ready),
        application.is_changeable,
        tuple(proof),
        (),
    )
    due = application.due_at if application.state == SUBMITTED else None
    verdict = tuple(await why_refused(scope, application))
    return Journey(application, standing, (*steps, last), _turn(application), due, verdict)


async def _owed_proof(scope: Scope, runtime: Runtime, account_id: UUID) -> list[BodegaError]:
    if not runtime.settings.asks_for_proof or await scope.fetchval(_PROVEN, account_id):
        return []
    return [InvalidInput("Please open the link that we sent to your e-mail address.")]


def _state(application: Application, *, asked: bool, missing: bool) -> State:
    if application.state == SUBMITTED:
        return "under_review"
    if application.state == MORE and asked:
        return "more"
    return "missing" if missing else "done"


def _is_open(application: Application, *, asked: bool, missing: bool) -> bool:
    """As `keep_answer.open_for` decides it."""
    return application.state == DRAFT or (application.state == MORE and (asked or missing))


def _turn(application: Application) -> Turn:
    if application.is_changeable:
        return "you"
    return "nobody" if application.state in (WITHDRAWN, "refused", "approved") else "platform"
