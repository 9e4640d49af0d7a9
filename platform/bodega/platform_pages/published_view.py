"""Versions of the platform's texts as pages show them, to anybody, to resellers and to staff."""

from collections.abc import Collection, Iterable
from typing import Any

from bodega.kernel.compare_texts import ChangedLine, compare_texts
from bodega.kernel.i18n import format_date
from bodega.kernel.markdown import render_markdown
from bodega.published.comment import Comment
from bodega.published.current_texts import current_texts
from bodega.published.kinds import NAMES
from bodega.published.read_versions import History, State, TextVersion
from bodega.qualifications.china_day import CHINA
from bodega.staff.door_page import DoorPage

STATE_WORDS: dict[State, str] = {
    "announced": "Announced",
    "in_force": "In force",
    "superseded": "Replaced",
    "withdrawn": "Taken back",
}
STATE_TONES: dict[State, str] = {
    "announced": "info",
    "in_force": "good",
    "superseded": "",
    "withdrawn": "warn",
}


def text_name(page: DoorPage, kind: str) -> str:
    return NAMES[kind].in_locale(page.visit.locale)


def day_of(page: DoorPage, version: TextVersion) -> str:
    """Versions begin with a morning in Beijing, so that is the day that is told to everybody."""
    return format_date(version.effective_at, page.visit.locale, CHINA)


def version_row(page: DoorPage, history: History, version: TextVersion) -> dict[str, Any]:
    state = history.state(version, page.visit.now)
    return {
        "number": version.number,
        "url": f"/rules/{version.kind}/versions/{version.number}",
        "label": page.say("Version %(number)s", number=version.number),
        "state": page.say(STATE_WORDS[state]),
        "tone": STATE_TONES[state],
        "is_announced": state == "announced",
        "day": day_of(page, version),
        "announced": format_date(version.announced_at, page.visit.locale, CHINA),
        "note": version.note(page.visit.locale),
        "by_law": version.by_law,
        "withdrawn_for": version.withdrawn_for,
        "material": version.material,
        "by": version.announced_by,
    }


def shown_text(page: DoorPage, version: TextVersion) -> Any:
    return render_markdown(version.text(page.visit.locale))


def changed_lines(page: DoorPage, before: TextVersion | None, after: TextVersion) -> list[ChangedLine]:
    """Nothing for a first version."""
    if before is None:
        return []
    return readable(compare_texts(before.text(page.visit.locale), after.text(page.visit.locale)))


def readable(lines: Iterable[ChangedLine]) -> list[ChangedLine]:
    """Without empty ones, and headings without the signs in front."""
    shown = [ChangedLine(line.mark, line.text.lstrip("# ")) for line in lines]
    return [line for line in shown if line.text.strip()]


async def texts_shown(page: DoorPage, kinds: Collection[str]) -> dict[str, Any]:
    """What stands beside a tick: the names and addresses of these texts, and the consent that it is."""
    texts = await current_texts(page.runtime)
    agreed = texts.consent(page.visit.now, kinds)
    links = [(text_name(page, kind), f"/rules/{kind}") for kind in texts.read_consent(agreed)]
    return {"agreed_texts": links, "agreed_versions": agreed}


async def announced_rows(page: DoorPage) -> list[dict[str, str]]:
    """The changes that are coming, for pages that only say that there are some."""
    texts = await current_texts(page.runtime)
    return [
        {
            "kind": one.kind,
            "name": text_name(page, one.kind),
            "day": format_date(one.effective_at, page.visit.locale, CHINA),
            "url": f"/rules/{one.kind}/versions/{one.number}",
            "comment_url": f"/my/terms/{one.kind}/{one.number}",
        }
        for one in texts.announced(page.visit.now)
    ]


def comment_rows(page: DoorPage, comments: list[Comment]) -> list[dict[str, Any]]:
    return [
        {
            "id": str(one.id),
            "words": one.words,
            "at": page.moment(one.at),
            "answer": one.answer,
            "answered_by": one.answered_by,
            "answered_at": page.moment(one.answered_at) if one.answered_at else "",
            "name": one.name or page.say("An account that is gone"),
        }
        for one in comments
    ]
