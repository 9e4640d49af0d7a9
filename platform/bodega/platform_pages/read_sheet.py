"""Read what a reviewer sends about an application: a verdict for each part, and what is to come of the whole."""

from uuid import UUID

from bodega.kernel.form import Form
from bodega.moderation.reasons import LONGEST_WORDS
from bodega.moderation.subjects import (
    APPLICATION,
    APPROVE,
    CATEGORY,
    DOCUMENT,
    MORE,
    REFUSE,
    SECOND,
    WHOLE,
    Said,
    Sheet,
    Subject,
)

VERDICT = "verdict-"
AIMS = ("save", "decide", MORE, REFUSE)
_VERDICTS = (APPROVE, MORE, REFUSE, SECOND)
_MOST_SEEN = 100_000


def read_sheet(form: Form) -> Sheet:
    """Raises `InvalidInput` for what no page of ours sends."""
    said = {
        subject: _said(form, subject, form.choice(name, _VERDICTS))
        for name in form.values
        if name.startswith(VERDICT) and form.filled(name)
        and (subject := _subject(name.removeprefix(VERDICT))) is not None
    }  # fmt: skip
    aim = form.choice("aim", AIMS) if form.filled("aim") else "decide"
    revision = form.integer("revision", 0, _MOST_SEEN)
    seen = form.integer("seen", 0, _MOST_SEEN)
    return Sheet(revision, seen, said, aim, _said(form, WHOLE, aim))


def _said(form: Form, subject: Subject, verdict: str) -> Said:
    template = form.text(f"template-{subject.key}", 60)
    return Said(verdict, template, form.lines(f"words-{subject.key}", LONGEST_WORDS))


def _subject(key: str) -> Subject | None:
    kind, _, name = key.partition("-")
    if kind == DOCUMENT:
        try:
            return Subject(DOCUMENT, str(UUID(name)))
        except ValueError:
            return None
    return Subject(kind, name) if kind in (CATEGORY, APPLICATION) and name else None
