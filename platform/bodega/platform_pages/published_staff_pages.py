"""The platform's texts in its console: what is in force, drafts with their preview, announcing, comments, taking back."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, NotFound
from bodega.kernel.form import Form
from bodega.kernel.i18n import CHINESE, ENGLISH
from bodega.kernel.markdown import LONGEST_MARKDOWN
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.published_desk import draft_context, list_context, version_context
from bodega.published.announce_version import Change, announce_version
from bodega.published.comment import LONGEST, answer_comment
from bodega.published.facts import read_form, save_facts
from bodega.published.kinds import KINDS
from bodega.published.withdraw_version import withdraw_version
from bodega.published.write_draft import save_draft
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{PREFIX}/terms"
_MAY = requires("shops")


@get("/terms", guards=[_MAY])
async def show_texts(page: NamedDependency[DoorPage]) -> Response[Any]:
    return await page.show("texts.html", **await list_context(page, None))


@post("/terms/facts", status_code=200, guards=[_MAY])
async def take_facts(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    facts = read_form(form)
    try:
        form.require_ok()
        await save_facts(facts, staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("texts.html", form, error, **await list_context(page, form))
    await page.leave(staff, "Saved. Readers see it once the licences are published again.")
    return page.go(f"{HOME}/licence")


@get("/terms/{kind:str}", guards=[_MAY])
async def show_draft(page: NamedDependency[DoorPage], kind: FromPath[str]) -> Response[Any]:
    return await page.show("text_draft.html", **await draft_context(page, _known(kind), Form()))


@post("/terms/{kind:str}/drafts", status_code=200, guards=[_MAY])
async def take_draft(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    kind: FromPath[str],
) -> Response[Any]:
    bodies = {
        CHINESE: form.required_lines("chinese", LONGEST_MARKDOWN),
        ENGLISH: form.required_lines("english", LONGEST_MARKDOWN),
    }
    try:
        form.require_ok()
        await save_draft(_known(kind), bodies, staff, now=page.visit.now)
    except BodegaError as error:
        return await _draft_again(page, kind, form, error)
    await page.leave(staff, "The draft is saved. Below is how it would read.")
    return page.go(f"{HOME}/{kind}#preview")


@post("/terms/{kind:str}/versions", status_code=200, guards=[_MAY, requires_recent_password])
async def take_announcement(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    kind: FromPath[str],
) -> Response[Any]:
    change = _change(form, _known(kind))
    try:
        form.require_ok()
        number = await announce_version(page.runtime, change, staff, now=page.visit.now)
    except BodegaError as error:
        return await _draft_again(page, kind, form, error)
    await page.leave(staff, "Published. This version stays as it is for good.")
    return page.go(f"{HOME}/{kind}/versions/{number}")


@get("/terms/{kind:str}/versions/{number:int}", guards=[_MAY])
async def show_version(
    page: NamedDependency[DoorPage], kind: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    return await page.show("text_version.html", form=Form(), **await version_context(page, kind, number))


@post(
    "/terms/{kind:str}/versions/{number:int}/withdrawals",
    status_code=200,
    guards=[_MAY, requires_recent_password],
)
async def take_withdrawal(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    kind: FromPath[str],
    number: FromPath[int],
) -> Response[Any]:
    reason = form.required_text("reason", 300)
    try:
        form.require_ok()
        await withdraw_version(page.runtime, kind, number, reason, staff, now=page.visit.now)
    except BodegaError as error:
        around = await version_context(page, kind, number)
        return await page.show_again("text_version.html", form, error, **around)
    await page.leave(staff, "Taken back. It stays readable with your reason.")
    return page.go(f"{HOME}/{kind}")


@post("/terms/comments/{comment_id:uuid}/answers", status_code=303, guards=[_MAY])
async def take_answer(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    comment_id: FromPath[UUID],
) -> Response[Any]:
    answer = form.required_lines("answer", LONGEST)
    form.require_ok()
    kind, number = await answer_comment(comment_id, answer, staff, now=page.visit.now)
    await page.leave(staff, "Answered. The comment and the answer are public now, without a name.")
    return page.go(f"{HOME}/{kind}/versions/{number}")


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound
    return kind


def _change(form: Form, kind: str) -> Change:
    day: date | None = form.day("day") if form.filled("day") else None
    by_law = form.text("by_law", 200) if form.checkbox("forced") else ""
    if form.checkbox("forced") and not by_law:
        form.refuse("by_law", "Please name the law and its article: readers see it.")
    return Change(
        kind,
        form.checkbox("material"),
        by_law,
        form.text("note_chinese", 300),
        form.text("note_english", 300),
        day,
    )


async def _draft_again(page: DoorPage, kind: str, form: Form, error: BodegaError) -> Response[Any]:
    form.refuse_with(error)
    around = await draft_context(page, kind, form)
    return await page.show("text_draft.html", status=error.status, **around)


HANDLERS = [
    show_texts, take_facts, show_draft, take_draft, take_announcement, show_version, take_withdrawal, take_answer,
]  # fmt: skip
