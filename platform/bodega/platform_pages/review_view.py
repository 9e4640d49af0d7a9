"""What the page of one application shows, said in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.moderation.case import Case
from bodega.moderation.decide_application import HandedInAgain, OthersDecided
from bodega.moderation.look_at import Look
from bodega.moderation.name_subject import KIND_NAMES, STEP_NAMES, name_subject
from bodega.moderation.settle import ENDS_AT_ONCE
from bodega.moderation.subjects import WHOLE, Decision
from bodega.platform_pages.review_aside import aside_of
from bodega.platform_pages.review_facts import facts_of
from bodega.platform_pages.review_parts import Ground, category_of, paper_of, reasons_for, step_of
from bodega.platform_pages.review_words import STATE_NAMES, STATE_TONES, VERDICT_NAMES, VERDICT_TONES
from bodega.staff.door_page import DoorPage
from bodega.staff.staff_member import StaffMember


@dataclass(frozen=True)
class Reading:
    """Who reads, in which language, and when."""

    say: Callable[..., str]
    locale: str
    moment: Callable[[datetime], str]
    ago: Callable[[datetime], str]
    staff: StaffMember
    now: datetime


def reading_of(page: DoorPage, staff: StaffMember) -> Reading:
    return Reading(page.say, page.visit.locale, page.moment, page.ago, staff, page.visit.now)


def review_context(
    look: Look,
    reading: Reading,
    reviewers: Sequence[tuple[UUID, str]],
    form: Form,
    error: BodegaError | None,
) -> dict[str, Any]:
    """`form` keeps what was typed, but for what has become another question in the meantime."""
    case, say = look.case, reading.say
    _forget_old_answers(form, error)
    ground = Ground(look, say, reading.locale, reading.staff.account_id, reading.now, form)
    papers = [paper_of(ground, paper) for paper in case.handed_in]
    categories = [category_of(ground, wanted) for wanted in case.categories]
    verdicts = [case.verdict(subject) for subject in case.subjects()]
    return {
        "case": case,
        "form": form,
        "title": case.wanted_name or case.entity_name,
        "kind": say(KIND_NAMES[case.kind]),
        "state": (say(STATE_NAMES[case.state]), STATE_TONES.get(case.state, "")),
        "overdue": case.is_open and case.due_at is not None and case.due_at < reading.now,
        "due": reading.moment(case.due_at) if case.due_at else "",
        "due_ago": reading.ago(case.due_at) if case.due_at else "",
        "handed_in": reading.moment(case.submitted_at) if case.submitted_at else "",
        "news": [_told(case, one, reading) for one in _new(error)],
        "changes": [
            {"place": _place(case, one.place, reading), "before": one.before, "after": one.after}
            for one in look.changes
        ],
        "papers": papers,
        "categories": categories,
        "left": sum(not verdict for verdict in verdicts),
        "total": len(verdicts),
        "pending": "pending" in verdicts,
        "steps": {subject.id: step_of(ground, subject) for subject in case.steps()},
        "whole": {"key": WHOLE.key, "reasons": reasons_for(ground, WHOLE)},
        "seen": len(case.decisions),
        "reviewers": [("", say("Nobody")), *((str(key), name) for key, name in reviewers)],
        "ends_at_once": case.kind in ENDS_AT_ONCE,
        "record": [_told(case, one, reading) for one in reversed(case.decisions)],
        "notes": [(reading.moment(note.at), note.actor, note.words) for note in case.notes],
        **facts_of(look, say, reading.locale),
        **aside_of(look.known, say, reading.moment),
    }


def _forget_old_answers(form: Form, error: BodegaError | None) -> None:
    if isinstance(error, HandedInAgain):
        form.values.clear()
    for one in _new(error):
        for name in ("verdict", "template", "words"):
            form.values.pop(f"{name}-{one.subject.key}", None)


def _new(error: BodegaError | None) -> tuple[Decision, ...]:
    return error.decisions if isinstance(error, OthersDecided) else ()


def _told(case: Case, one: Decision, reading: Reading) -> dict[str, Any]:
    return {
        "who": one.actor,
        "what": name_subject(case, one.subject, reading.locale, reading.say),
        "verdict": reading.say(VERDICT_NAMES[one.verdict]),
        "tone": VERDICT_TONES[one.verdict],
        "reason": one.reason,
        "when": reading.ago(one.at),
        "revision": one.revision,
    }


FIELD_NAMES: Mapping[str, str] = {
    "fields": "",
    "files": "Files",
    "shop_name": "Shop name",
    "slug": "Address",
    "uscc": "Unified Social Credit Code",
    "representative": "Representative",
    "phone": "Phone number",
    "address": "Address",
    "identity": "Identity number",
    "account": "Account",
    "holder": "Account holder",
    "bank": "Bank",
    "market": "Market",
    "to_whom": "To whom",
    "categories": "Categories",
    "hits": "Hits of the rules",
    "look_alikes": "Names that read alike",
    "valid_from": "Valid from",
    "valid_until": "Valid until",
    "catalogue": "Version of the catalogue",
}
_PLACES: Mapping[str, str] = {**STEP_NAMES, "answers": "", "papers": "Papers", "applicant": "Applicant"}


def _place(case: Case, place: str, reading: Reading) -> str:
    """`papers.business_licence.fields.uscc` as a reader knows it; a name that nobody knows stays as it is."""
    catalogue, words = case.standing.catalogue, []
    for part in place.split("."):
        kind = catalogue.kinds.get(part)
        known = {field.name: field.label for each in catalogue.kinds.values() for field in each.fields}
        if kind is not None:
            words.append(kind.name.in_locale(reading.locale))
        elif part in _PLACES:
            words.append(reading.say(_PLACES[part]) if _PLACES[part] else "")
        elif part in FIELD_NAMES:
            words.append(reading.say(FIELD_NAMES[part]) if FIELD_NAMES[part] else "")
        else:
            words.append(known[part].in_locale(reading.locale) if part in known else part)
    return " › ".join(word for word in words if word)
