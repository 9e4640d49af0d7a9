"""Say what a decision is about, in the language of whoever reads it."""

from collections.abc import Callable

from bodega.moderation.case import Case
from bodega.moderation.subjects import CATEGORY, DOCUMENT, Subject

Say = Callable[..., str]

# msgids
STEP_NAMES = {
    "": "The application",
    "goods": "Goods",
    "name": "Name and address",
    "entity": "Who sells",
    "settlement": "Settlement account",
}
VERDICT_WORDS = {
    "approve": "approved",
    "more": "more is asked for",
    "refuse": "refused",
    "second": "seconded",
    "pending": "approved, waits for a second person",
}
KIND_NAMES = {
    "opening": "Opening a shop",
    "categories": "More categories",
    "papers": "New papers",
    "new_owner": "New owner",
    "launch": "Opening to customers",
    "identity": "Other details of the owner",
}


def name_subject(case: Case, subject: Subject, locale: str, say: Say) -> str:
    """`say(msgid)` speaks that language."""
    catalogue = case.standing.catalogue
    if subject.kind == CATEGORY:
        return catalogue.path(subject.id, locale)
    if subject.kind == DOCUMENT:
        kinds = (paper.kind for paper in case.papers if str(paper.id) == subject.id)
        kind = catalogue.kinds.get(next(kinds, ""))
        return kind.name.in_locale(locale) if kind else say("A paper")
    return say(STEP_NAMES.get(subject.id, "The application"))


def blanks_of(case: Case, subject: Subject, locale: str, say: Say) -> dict[str, str]:
    """What fills the blanks of a reason about that subject."""
    name = name_subject(case, subject, locale, say)
    return {
        "shop": case.wanted_name,
        "entity": case.entity_name,
        "paper": name if subject.kind == DOCUMENT else "",
        "category": name if subject.kind == CATEGORY else "",
    }
