"""One application on one page: everything about it, the verdicts, who looks after it, and notes."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.moderation.add_note import LONGEST_NOTE, add_note
from bodega.moderation.assign import assign, list_reviewers
from bodega.moderation.decide_application import decide_application
from bodega.moderation.look_at import look_at
from bodega.moderation.open_case_file import open_case_file
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.read_sheet import read_sheet
from bodega.platform_pages.review_view import reading_of, review_context
from bodega.platform_pages.review_words import OUTCOME_WORDS
from bodega.qualifications.serve_file import serve_file
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

QUEUE = f"{PREFIX}/reviews"
_REVIEWS = [requires("review")]


@get("/reviews/{application_id:uuid}", guards=_REVIEWS)
async def show_review(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], application_id: FromPath[UUID]
) -> Response[Any]:
    return await page.show("review.html", **await _context(page, staff, application_id, Form()))


@post("/reviews/{application_id:uuid}/decisions", status_code=200, guards=_REVIEWS)
async def take_decisions(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    application_id: FromPath[UUID],
) -> Response[Any]:
    sheet = read_sheet(form)
    try:
        form.require_ok()
        outcome = await decide_application(page.runtime, application_id, sheet, by=staff, now=page.visit.now)
    except BodegaError as error:
        context = await _context(page, staff, application_id, form, error)
        return await page.show_again("review.html", context.pop("form"), error, **context)
    await page.leave(staff, OUTCOME_WORDS[outcome.state])
    return page.go(f"{QUEUE}/{application_id}")


@post("/reviews/{application_id:uuid}/assignment", status_code=303, guards=_REVIEWS)
async def take_assignment(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    application_id: FromPath[UUID],
) -> Response[Any]:
    to = form.identifier("to") if form.filled("to") else None
    was = form.identifier("was") if form.filled("was") else None
    form.require_ok()
    await assign(application_id, to, was=was, by=staff, now=page.visit.now)
    return page.go(f"{QUEUE}/{application_id}")


@post("/reviews/{application_id:uuid}/notes", status_code=303, guards=_REVIEWS)
async def take_note(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    application_id: FromPath[UUID],
) -> Response[Any]:
    words = form.required_lines("words", LONGEST_NOTE)
    form.require_ok()
    await add_note(application_id, words, by=staff, now=page.visit.now)
    return page.go(f"{QUEUE}/{application_id}")


@get("/reviews/{application_id:uuid}/files/{file_id:uuid}", guards=_REVIEWS)
async def show_file(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    application_id: FromPath[UUID],
    file_id: FromPath[UUID],
) -> Response[bytes]:
    file = await open_case_file(
        page.runtime, application_id, file_id, by=staff, address=page.visit.address, drawn=False, now=page.visit.now
    )  # fmt: skip
    return serve_file(file)


@get("/reviews/{application_id:uuid}/files/{file_id:uuid}/drawn", guards=_REVIEWS)
async def show_drawn_file(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    application_id: FromPath[UUID],
    file_id: FromPath[UUID],
) -> Response[bytes]:
    file = await open_case_file(
        page.runtime, application_id, file_id, by=staff, address=page.visit.address, drawn=True, now=page.visit.now
    )  # fmt: skip
    return serve_file(file)


async def _context(
    page: DoorPage,
    staff: StaffMember,
    application_id: UUID,
    form: Form,
    error: BodegaError | None = None,
) -> dict[str, Any]:
    look = await look_at(page.runtime, application_id, locale=page.visit.locale, now=page.visit.now)
    reading = reading_of(page, staff)
    return review_context(look, reading, await list_reviewers(), form, error)


HANDLERS = [show_review, take_decisions, take_assignment, take_note, show_file, show_drawn_file]
