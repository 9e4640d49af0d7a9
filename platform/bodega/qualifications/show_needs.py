"""What a page says of papers: each need with its state, whose turn it is, the law behind it, and what was handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bodega.kernel.i18n import format_date, time_zone
from bodega.qualifications.catalogue import Catalogue, DocumentKind, Need
from bodega.qualifications.judge_needs import JudgedNeed
from bodega.qualifications.mask_number import mask_number
from bodega.qualifications.paper import Paper
from bodega.qualifications.read_standing import Standing

_CHINA = time_zone("Asia/Shanghai")

# State of a need: its word, its tone, and whose turn it is.
NEED_STATES: Mapping[str, tuple[str, str, str]] = {
    "met": ("Approved", "good", ""),
    "waiting": ("Under review", "info", "The platform looks at it now."),
    "ready": ("Ready to hand in", "info", "It is handed in with your application."),
    "more": ("Something is missing", "warn", "Your turn: see what was asked, and hand it in again."),
    "refused": ("Refused", "bad", "Your turn: hand in another one."),
    "lapsed": ("Lapsed", "bad", "Your turn: hand in one that still counts."),
    "missing": ("Missing", "warn", "Your turn: hand it in."),
    "optional": ("Not required", "", ""),
}
PAPER_STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("Ready to hand in", "info"),
    "submitted": ("Under review", "info"),
    "approved": ("Approved", "good"),
    "more": ("Something is missing", "warn"),
    "refused": ("Refused", "bad"),
    "lapsed": ("Lapsed", "bad"),
    "replaced": ("Replaced", ""),
    "withdrawn": ("Withdrawn", ""),
}

Say = Callable[..., str]


@dataclass(frozen=True)
class Reading:
    """For whom the page is: `files_at` and `papers_at` are addresses to which an id is added, "" for no such links.

    `add_at` is the form for a new paper. `back` is where a paper taken back leads. `unmasked` shows numbers whole, for whoever compares them with the paper.
    """

    say: Say
    locale: str
    files_at: str = ""
    papers_at: str = ""
    add_at: str = ""
    unmasked: bool = False
    back: str = ""
    files_query: str = ""


def show_needs(standing: Standing, reading: Reading) -> list[dict[str, Any]]:
    """For the template `paper_needs.html`, in the order in which they are shown."""
    return [_need(judged, standing, reading) for judged in standing.needs]


def show_coming(standing: Standing, reading: Reading) -> list[dict[str, Any]]:
    """What will be required, and from when."""
    return [
        {"title": _title(need, reading), "since": _day(need.since, reading), "sources": list(need.sources)}
        for need in standing.coming
    ]


def show_paper(paper: Paper, catalogue: Catalogue, reading: Reading) -> dict[str, Any]:
    """One paper with what it says."""
    kind = catalogue.kinds[paper.kind]
    word, tone = PAPER_STATES[paper.state]
    begins = _day(paper.valid_from, reading) if paper.valid_from else ""
    ends = _day(paper.valid_until, reading) if paper.valid_until else ""
    return {
        "id": str(paper.id),
        "kind": kind.name.in_locale(reading.locale),
        "state": reading.say(word),
        "tone": tone,
        "code": paper.state,
        "reason": paper.reason,
        "facts": _facts(paper, kind, reading),
        "begins": begins,
        "ends": ends,
        "covers": [
            catalogue.path(code, reading.locale) for code in catalogue.in_order() if code in paper.categories
        ],
        "files": [_file(file, reading) for file in paper.files],
        "replace_url": f"{reading.add_at}?kind={paper.kind}&replaces={paper.id}" if reading.add_at else "",
        "back": reading.back,
        "withdraw_url": f"{reading.papers_at}{paper.id}/withdrawal" if reading.papers_at else "",
    }


def _need(judged: JudgedNeed, standing: Standing, reading: Reading) -> dict[str, Any]:
    need, catalogue = judged.need, standing.catalogue
    word, tone, turn = NEED_STATES[judged.state]
    by_category = need.about == "category"
    return {
        "key": need.key,
        "title": _title(need, reading),
        "domain": need.domain,
        "required": need.required,
        "state": reading.say(word),
        "code": judged.state,
        "tone": tone,
        "turn": reading.say(turn) if turn else "",
        "owners_turn": judged.owners_turn,
        "sources": list(need.sources),
        "for": [catalogue.path(code, reading.locale) for code in need.categories] if by_category else [],
        "uncovered": [catalogue.path(code, reading.locale) for code in judged.uncovered]
        if by_category and judged.papers
        else [],
        "kinds": [_kind(kind, need, reading) for kind in need.kinds],
        "papers": [show_paper(paper, catalogue, reading) for paper in judged.papers],
    }


def _title(need: Need, reading: Reading) -> str:
    names = [kind.name.in_locale(reading.locale) for kind in need.kinds]
    return names[0] if len(names) == 1 else reading.say("One of: %(papers)s", papers=" / ".join(names))


def _kind(kind: DocumentKind, need: Need, reading: Reading) -> dict[str, Any]:
    where = f"&host={need.domain}" if need.domain else ""
    return {
        "code": kind.code,
        "name": kind.name.in_locale(reading.locale),
        "help": kind.help.in_locale(reading.locale),
        "issued": kind.issued,
        "add_url": f"{reading.add_at}?kind={kind.code}{where}" if reading.add_at else "",
    }


def _facts(paper: Paper, kind: DocumentKind, reading: Reading) -> list[tuple[str, str]]:
    return [
        (
            field.label.in_locale(reading.locale),
            mask_number(said) if field.number and field.kind != "icp" and not reading.unmasked else said,
        )
        for field in kind.fields
        if (said := str(paper.fields.get(field.name, "")))
    ]


def _file(file: Any, reading: Reading) -> dict[str, Any]:
    return {
        "id": str(file.id),
        "name": file.name,
        "size": f"{max(1, round(file.size / 1024)):,} KB",
        "is_picture": file.media_type.startswith("image/"),
        "url": f"{reading.files_at}{file.id}{reading.files_query}" if reading.files_at else "",
    }


def _day(day: Any, reading: Reading) -> str:
    return format_date(day, reading.locale, _CHINA)
