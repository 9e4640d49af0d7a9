"""The parts of an application that get a verdict, as the page shows them: papers, categories, steps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.form import Form
from bodega.moderation.case import WantedCategory
from bodega.moderation.check_facts import Check, check_paper
from bodega.moderation.look_at import Look
from bodega.moderation.name_subject import blanks_of, name_subject
from bodega.moderation.subjects import (
    APPLICATION,
    APPROVE,
    CATEGORY,
    DOCUMENT,
    MORE,
    PENDING,
    REFUSE,
    SECOND,
    Subject,
)
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.review_words import (
    NEED_STATES,
    NEED_TONES,
    RISK_NAMES,
    RISK_TONES,
    VERDICT_NAMES,
    VERDICT_TONES,
)
from bodega.qualifications.catalogue import DocumentKind
from bodega.qualifications.china_day import china_day
from bodega.qualifications.judge_needs import JudgedNeed, judge_needs
from bodega.qualifications.paper import Paper
from bodega.qualifications.read_upload import PDF


@dataclass(frozen=True)
class Ground:
    """What every part of the page is told from."""

    look: Look
    say: Callable[..., str]
    locale: str
    reader_id: UUID
    now: datetime
    form: Form


def paper_of(ground: Ground, paper: Paper) -> dict[str, Any]:
    case = ground.look.case
    subject = Subject(DOCUMENT, str(paper.id))
    kind = case.standing.catalogue.kinds.get(paper.kind)
    checks = (
        check_paper(paper, kind, {**case.known, **case.answers}, today=china_day(ground.now)) if kind else []
    )
    path = f"{PREFIX}/reviews/{case.id}/files"
    return {
        **_part(ground, subject),
        "files": [
            {
                "name": file.name,
                "url": f"{path}/{file.id}",
                "picture": f"{path}/{file.id}{'/drawn' if file.media_type == PDF else ''}",
                "is_pdf": file.media_type == PDF,
            }
            for file in paper.files
        ],
        "facts": _facts(ground, paper, kind, checks) if kind else [],
        "covers": [case.standing.catalogue.path(code, ground.locale) for code in sorted(paper.categories)],
        "renews": paper.replaces is not None,
        "source": kind.source if kind else "",
    }


def category_of(ground: Ground, wanted: WantedCategory) -> dict[str, Any]:
    case = ground.look.case
    subject, standing = Subject(CATEGORY, wanted.code), case.standing
    today = china_day(ground.now)
    needs = standing.catalogue.needs(
        [wanted.code], standing.facts.entity, standing.facts.market, on=today, domains=standing.facts.domains
    )
    own = case.verdict(subject) == PENDING and wanted.decided_by == ground.reader_id
    category = standing.catalogue.categories.get(wanted.code)
    return {
        **_part(ground, subject),
        "risk": (ground.say(RISK_NAMES[wanted.risk]), RISK_TONES.get(wanted.risk, "")),
        "note": category.note.in_locale(ground.locale) if category else "",
        "closed": not standing.catalogue.is_open(wanted.code),
        "takes_two": wanted.risk == "high",
        "own": own,
        "needs": [
            _need(ground, judged)
            for judged in judge_needs(needs, standing.papers, on=today)
            if judged.need.required or judged.papers
        ],
    }


def step_of(ground: Ground, subject: Subject) -> dict[str, Any]:
    return _part(ground, subject)


def reasons_for(ground: Ground, subject: Subject) -> list[tuple[str, str, str]]:
    """(code, verdict, words), the words as this reader reads them."""
    blanks = blanks_of(ground.look.case, subject, ground.locale, ground.say)
    return [
        (reason.code, reason.verdict, reason.fill(ground.locale, blanks))
        for reason in ground.look.reasons
        if reason.subject == subject.kind
    ]


def say_checks(checks: Sequence[Check], say: Callable[..., str]) -> list[tuple[str, str]]:
    return [(check.tone, say(check.message, **check.params)) for check in checks]


def _part(ground: Ground, subject: Subject) -> dict[str, Any]:
    case = ground.look.case
    verdict = case.verdict(subject)
    last = case.latest.get(subject)
    typed = ground.form.value(f"verdict-{subject.key}")
    return {
        "key": subject.key,
        "name": name_subject(case, subject, ground.locale, ground.say),
        "verdict": verdict,
        "word": ground.say(VERDICT_NAMES[verdict]) if verdict else "",
        "tone": VERDICT_TONES.get(verdict, ""),
        "by": last.actor if last else "",
        "reason": last.reason if last else "",
        "chosen": typed or ("" if verdict == PENDING else verdict),
        "template": ground.form.value(f"template-{subject.key}"),
        "words": ground.form.value(f"words-{subject.key}"),
        "ways": _ways(subject, verdict),
        "reasons": reasons_for(ground, subject),
        "error": _error(ground, subject),
    }


def _ways(subject: Subject, verdict: str) -> tuple[str, ...]:
    if subject.kind == APPLICATION:
        # What was asked for can be taken back before the application is decided.
        return (APPROVE, MORE) if verdict else (MORE,)
    return (SECOND if verdict == PENDING else APPROVE, MORE, REFUSE)


def _error(ground: Ground, subject: Subject) -> str:
    errors = ground.form.errors
    error = errors.get(f"words-{subject.key}") or errors.get(f"verdict-{subject.key}")
    return ground.say(error.message, **error.params) if error else ""


def _facts(
    ground: Ground, paper: Paper, kind: DocumentKind, checks: Sequence[Check]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(label, value, checks) in the order of the kind's fields."""
    days = {"valid_from": paper.valid_from, "valid_until": paper.valid_until}
    told = []
    for field in kind.fields:
        value = days[field.kind] if field.kind in days else paper.fields.get(field.name, "")
        own = [
            check for check in checks if check.field in (field.name, field.kind if field.kind in days else "")
        ]
        told.append((field.label.in_locale(ground.locale), str(value or "—"), say_checks(own, ground.say)))
    return told


def _need(ground: Ground, judged: JudgedNeed) -> dict[str, Any]:
    or_ = ground.say(" or ")
    return {
        "name": or_.join(kind.name.in_locale(ground.locale) for kind in judged.need.kinds),
        "state": ground.say(NEED_STATES[judged.state]),
        "tone": NEED_TONES.get(judged.state, "bad"),
        "domain": judged.need.domain,
        "source": " · ".join(judged.need.sources),
    }
