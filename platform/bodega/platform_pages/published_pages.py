"""The rules of the platform for anybody: what is in force, what is announced, every version, what differs."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from bodega.kernel.errors import NotFound
from bodega.kernel.form import Form
from bodega.platform_pages.published_view import (
    changed_lines,
    comment_rows,
    day_of,
    shown_text,
    text_name,
    version_row,
)
from bodega.published.comment import look_at_comments
from bodega.published.current_texts import current_texts
from bodega.published.kinds import KINDS
from bodega.published.read_versions import History, look_at_history
from bodega.staff.door_page import DoorPage
from bodega.web.given import NamedDependency


@get("/rules")
async def show_rules(page: NamedDependency[DoorPage]) -> Response[Any]:
    texts = await current_texts(page.runtime)
    histories = [
        await look_at_history(kind) for kind in KINDS if kind in {one.kind for one in texts.versions}
    ]
    return await page.show("published_rules.html", texts=[_entry(page, history) for history in histories])


@get("/rules/{kind:str}")
async def show_rule(page: NamedDependency[DoorPage], kind: FromPath[str]) -> Response[Any]:
    history = await look_at_history(kind)
    version = history.in_force(page.visit.now)
    if version is None:
        raise NotFound
    return await page.show(
        "published_text.html",
        entry=_entry(page, history),
        text=shown_text(page, version),
        **_named(page, kind),
    )


@get("/rules/{kind:str}/versions")
async def show_versions(page: NamedDependency[DoorPage], kind: FromPath[str]) -> Response[Any]:
    history = await look_at_history(kind)
    rows = [version_row(page, history, one) for one in history.versions]
    numbers = [(str(row["number"]), row["label"]) for row in rows]
    chosen = Form({"from": numbers[1][0], "to": numbers[0][0]} if len(numbers) > 1 else {})
    return await page.show(
        "published_versions.html", rows=rows, numbers=numbers, form=chosen, **_named(page, kind)
    )


@get("/rules/{kind:str}/versions/{number:int}")
async def show_version(
    page: NamedDependency[DoorPage], kind: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    history = await look_at_history(kind)
    version = history.numbered(number)
    before = history.before(version)
    answered = [one for one in await look_at_comments(version) if one.answer]
    return await page.show(
        "published_version.html",
        row=version_row(page, history, version),
        text=shown_text(page, version),
        before=before,
        lines=changed_lines(page, before, version),
        comments=comment_rows(page, answered),
        **_named(page, kind),
    )


@get("/rules/{kind:str}/versions/{number:int}/file")
async def download_version(
    page: NamedDependency[DoorPage], kind: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    """As a file to keep: the law wants it to be taken away whole."""
    version = (await look_at_history(kind)).numbered(number)
    locale = page.visit.locale
    text = f"# {text_name(page, kind)} {number} ({day_of(page, version)})\n\n{version.text(locale)}\n"
    name = f"{kind}-{number}-{locale}.md"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)


@get("/rules/{kind:str}/comparison")
async def show_comparison(page: NamedDependency[DoorPage], kind: FromPath[str]) -> Response[Any]:
    history = await look_at_history(kind)
    older, newer = sorted((_asked(page, "from"), _asked(page, "to")))
    before, after = history.numbered(older), history.numbered(newer)
    return await page.show(
        "published_comparison.html",
        before=version_row(page, history, before),
        after=version_row(page, history, after),
        lines=changed_lines(page, before, after),
        **_named(page, kind),
    )


def _asked(page: DoorPage, name: str) -> int:
    typed = page.request.query_params.get(name, "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 7):
        raise NotFound
    return int(typed)


def _named(page: DoorPage, kind: str) -> dict[str, Any]:
    return {"kind": kind, "name": text_name(page, kind)}


def _entry(page: DoorPage, history: History) -> dict[str, Any]:
    """One text with the version in force and the one that is announced."""
    now = page.visit.now
    force, coming = history.in_force(now), history.announced(now)
    return {
        **_named(page, history.kind),
        "url": f"/rules/{history.kind}",
        "force": version_row(page, history, force) if force else None,
        "coming": version_row(page, history, coming) if coming else None,
        "versions": len(history.versions),
    }


HANDLERS = [show_rules, show_rule, show_versions, show_version, download_version, show_comparison]
