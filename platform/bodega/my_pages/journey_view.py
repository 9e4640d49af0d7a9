"""A journey as its templates read it: words in the reader's language, addresses, and who must act by when."""

from typing import Any

from bodega.kernel.i18n import format_date, time_zone
from bodega.onboarding.application import DRAFT, MORE, REFUSED, SUBMITTED, WITHDRAWN, Application
from bodega.onboarding.let_drafts_go import let_go_at
from bodega.onboarding.read_journey import Journey, JourneyStep
from bodega.onboarding.steps import NAMES, Step
from bodega.staff.door_page import DoorPage

HOME = "/my/applications"

APPLICATION_STATES = {
    DRAFT: ("Being prepared", ""),
    SUBMITTED: ("Under review", "info"),
    MORE: ("Your turn", "warn"),
    REFUSED: ("Refused", "bad"),
    WITHDRAWN: ("Withdrawn", ""),
    "approved": ("Approved", "good"),
}
# A step's word, tone and icon.
_STEP_STATES = {
    "done": ("Done", "good", "check"),
    "missing": ("To do", "warn", "arrow"),
    "under_review": ("Under review", "info", "clock"),
    "more": ("Asked again", "bad", "alert"),
}
_READY = ("Ready to hand in", "info", "arrow")
_BEIJING = time_zone("Asia/Shanghai")


def journey_context(page: DoorPage, journey: Journey, here: Step | None = None) -> dict[str, Any]:
    """What every page of the journey is given."""
    application = journey.application
    return {
        **application_row(page, application),
        "here": here or "",
        "steps": [_step(page, journey, step, here) for step in journey.steps],
        "turn": journey.turn,
        "verdict": journey.verdict,
        "due": page.moment(journey.due) if journey.due else "",
        "next_url": step_url(application, journey.next_step),
        "next_name": page.say(NAMES[journey.next_step]),
        "can_be_handed_in": journey.can_be_handed_in,
        "left": sum(bool(step.missing) for step in journey.steps),
    }


def application_row(page: DoorPage, application: Application) -> dict[str, Any]:
    """One application, also in a list."""
    word, tone = APPLICATION_STATES[application.state]
    return {
        "application": application,
        "name": application.shop_name or page.say("A shop without a name yet"),
        "url": step_url(application),
        "state": page.say(word),
        "tone": tone,
        "changed": page.ago(application.changed_at),
        "goes": format_date(let_go_at(application), page.visit.locale, _BEIJING)
        if application.state == DRAFT and application.warned_at
        else "",
    }


def step_url(application: Application, step: str = "") -> str:
    inside = step and step != "submit"
    return f"{HOME}/{application.id}/{step}" if inside else f"{HOME}/{application.id}"


def _step(page: DoorPage, journey: Journey, step: JourneyStep, here: Step | None) -> dict[str, Any]:
    ready = step.step == "submit" and step.state == "done"
    word, tone, icon = _READY if ready else _STEP_STATES[step.state]
    return {
        "code": step.step,
        "name": page.say(NAMES[step.step]),
        "url": step_url(journey.application, step.step),
        "state": page.say(word),
        "tone": tone,
        "icon": icon,
        "is_open": step.is_open,
        "here": step.step == here,
        "done": step.state in ("done", "under_review"),
        "missing": [page.say(error.message, **error.params) for error in step.missing],
        "words": list(step.words),
    }
