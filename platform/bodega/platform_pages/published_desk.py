"""What the pages of the platform's texts in its console are filled with."""

from typing import Any

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.fill_text import Filled
from bodega.kernel.form import Form
from bodega.kernel.i18n import CHINESE, ENGLISH
from bodega.kernel.markdown import render_markdown
from bodega.platform_pages.published_view import (
    changed_lines,
    comment_rows,
    shown_text,
    text_name,
    version_row,
)
from bodega.published.comment import count_open, read_comments
from bodega.published.facts import FACTS, read_facts
from bodega.published.gather_values import VARIABLES
from bodega.published.kinds import KINDS, RULES
from bodega.published.notice_period import MATERIAL_DAYS, SMALL_DAYS, first_day
from bodega.published.read_versions import read_history
from bodega.published.stale_texts import differs
from bodega.published.write_draft import fill_drafts, read_drafts
from bodega.staff.door_page import DoorPage


async def list_context(page: DoorPage, refused: Form | None) -> dict[str, Any]:
    """Each text with its versions, what waits, and whether what is published still says what the program knows."""
    async with platform_scope() as scope:
        opened = await count_open(scope)
        entries = [await _entry(page, scope, kind, opened) for kind in KINDS]
        facts = await read_facts(scope)
    said = [(name, fact.label.in_locale(page.visit.locale), fact.is_link) for name, fact in FACTS.items()]
    context = {"texts": entries, "facts": said}
    return context if refused else {**context, "form": Form(facts)}


async def _entry(
    page: DoorPage, scope: Scope, kind: str, opened: dict[tuple[str, int], int]
) -> dict[str, Any]:
    history = await read_history(scope, kind)
    filled = await fill_drafts(scope, page.runtime.extensions.manifests.values(), kind)
    now = page.visit.now
    force, coming = history.in_force(now), history.announced(now)
    return {
        "kind": kind,
        "name": text_name(page, kind),
        "url": f"{page.prefix}/terms/{kind}",
        "force": version_row(page, history, force) if force else None,
        "coming": version_row(page, history, coming) if coming else None,
        "differs": differs(history, filled),
        "waiting": [
            (number, count, f"{page.prefix}/terms/{kind}/versions/{number}")
            for (one, number), count in opened.items()
            if one == kind
        ],
    }


async def draft_context(page: DoorPage, kind: str, form: Form) -> dict[str, Any]:
    """The draft in both languages, how it would read, what announcing it takes, all versions."""
    async with platform_scope() as scope:
        drafts = await read_drafts(scope, kind)
        filled = await fill_drafts(scope, page.runtime.extensions.manifests.values(), kind)
        history = await read_history(scope, kind)
    form.values.setdefault("chinese", drafts[CHINESE])
    form.values.setdefault("english", drafts[ENGLISH])
    now, coming = page.visit.now, history.announced(page.visit.now)
    return {
        "form": form,
        "kind": kind,
        "name": text_name(page, kind),
        "filled": [(name, one, render_markdown(one.text)) for name, one in _by_name(filled)],
        "whole": all(one.whole for one in filled.values()),
        "differs": differs(history, filled),
        "coming": version_row(page, history, coming) if coming else None,
        "first": history.last() is None,
        "is_rule": kind in RULES,
        "small_days": SMALL_DAYS,
        "material_days": MATERIAL_DAYS,
        "small_day": f"{first_day(now, SMALL_DAYS)}",
        "material_day": f"{first_day(now, MATERIAL_DAYS)}",
        "versions": [version_row(page, history, one) for one in history.versions],
        "variables": VARIABLES,
    }


async def version_context(page: DoorPage, kind: str, number: int) -> dict[str, Any]:
    async with platform_scope() as scope:
        history = await read_history(scope, kind)
        version = history.numbered(number)
        comments = await read_comments(scope, version)
    before = history.before(version)
    return {
        "kind": kind,
        "name": text_name(page, kind),
        "row": version_row(page, history, version),
        "before": before,
        "lines": changed_lines(page, before, version),
        "comments": comment_rows(page, comments),
        "text": shown_text(page, version),
    }


def _by_name(filled: dict[str, Filled]) -> list[tuple[str, Filled]]:
    return [("中文", filled[CHINESE]), ("English", filled[ENGLISH])]
