"""Complain of a shop on the platform's host: the form, and the page on which the buyer follows it. No session, a link alone."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.complaints.add_words import Said, add_words
from bodega.complaints.complaint import KINDS, LONGEST_WORDS, buyers_path, check_token
from bodega.complaints.complaint_words import KINDS as KIND_WORDS
from bodega.complaints.end_complaint import end_complaint
from bodega.complaints.make_complaint import NewComplaint, make_complaint
from bodega.complaints.read_file import read_as_buyer
from bodega.complaints.write_entry import BUYER
from bodega.duties.keep_files import ACCEPTED, LARGEST_FORM_BYTES, MOST_FILES, Sent, sent_files
from bodega.kernel.errors import BodegaError, InvalidInput
from bodega.kernel.form import Form
from bodega.kernel.ids import parse_order_number
from bodega.platform_pages.complaint_view import complaint_view
from bodega.qualifications.read_upload import LARGEST_BYTES
from bodega.staff.door_page import DoorPage
from bodega.web.given import NamedDependency

_PREFILLED = ("shop", "number")
_RELOAD_SECONDS = 3


@get("/complaints/new")
async def show_form(page: NamedDependency[DoorPage]) -> Response[Any]:
    asked = page.request.query_params
    form = Form({name: asked.get(name, "")[:200] for name in _PREFILLED})
    return await page.show("complain.html", form=form, **_around(page))


@post("/complaints/new", status_code=200, request_max_body_size=LARGEST_FORM_BYTES)
async def take_form(page: NamedDependency[DoorPage], form: NamedDependency[Form]) -> Response[Any]:
    try:
        new = _read(form, page.visit.locale, await sent_files(page.request))
        form.require_ok()
        made = await make_complaint(page.runtime, new, address=page.visit.address, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("complain.html", form, error, **_around(page))
    return page.go(buyers_path(page.runtime, made))


@get("/complaints/{complaint_id:uuid}/{token:str}")
async def show_complaint(
    page: NamedDependency[DoorPage], complaint_id: FromPath[UUID], token: FromPath[str]
) -> Response[Any]:
    return await _page(page, complaint_id, token, Form())


@post(
    "/complaints/{complaint_id:uuid}/{token:str}/words",
    status_code=200,
    request_max_body_size=LARGEST_FORM_BYTES,
)
async def take_words(
    page: NamedDependency[DoorPage],
    form: NamedDependency[Form],
    complaint_id: FromPath[UUID],
    token: FromPath[str],
) -> Response[Any]:
    check_token(page.runtime, complaint_id, token)
    said = Said(BUYER, form.value("words"), await sent_files(page.request))
    try:
        await add_words(page.runtime, complaint_id, said, now=page.visit.now)
    except BodegaError as error:
        return await _page(page, complaint_id, token, form, error)
    return page.go(buyers_path(page.runtime, complaint_id))


@post("/complaints/{complaint_id:uuid}/{token:str}/ends", status_code=200)
async def take_end(
    page: NamedDependency[DoorPage],
    form: NamedDependency[Form],
    complaint_id: FromPath[UUID],
    token: FromPath[str],
) -> Response[Any]:
    check_token(page.runtime, complaint_id, token)
    try:
        await end_complaint(page.runtime, complaint_id, form.value("end"), now=page.visit.now)
    except BodegaError as error:
        return await _page(page, complaint_id, token, form, error)
    return page.go(buyers_path(page.runtime, complaint_id))


async def _page(
    page: DoorPage, complaint_id: UUID, token: str, form: Form, error: BodegaError | None = None
) -> Response[Any]:
    file = await read_as_buyer(page.runtime, complaint_id, token)
    if file.complaint.same_as is not None:
        return page.go(buyers_path(page.runtime, file.complaint.same_as))
    context = {
        **complaint_view(page, file, BUYER),
        **_around(page),
        "url": buyers_path(page.runtime, complaint_id),
        "reload_seconds": _RELOAD_SECONDS if file.complaint.state == "checking" else 0,
    }
    if error is not None:
        return await page.show_again("my_complaint.html", form, error, **context)
    return await page.show("my_complaint.html", form=form, **context)


def _read(form: Form, locale: str, files: Sent) -> NewComplaint:
    """Mistakes are told beside their fields."""
    contact = form.contact("contact")
    return NewComplaint(
        shop=form.required_text("shop", 200),
        number=_number(form),
        contact=contact,
        email=form.email("email") if form.filled("email") else "",
        kind=form.choice("kind", KINDS),
        words=form.required_lines("words", LONGEST_WORDS),
        locale=locale,
        files=files,
    )


def _number(form: Form) -> str:
    typed = form.required_text("number", 60)
    try:
        return parse_order_number(typed)
    except InvalidInput as error:
        form.refuse("number", error.message)
        return typed


def _around(page: DoorPage) -> dict[str, Any]:
    return {
        "kinds": [(kind, page.say(word)) for kind, word in KIND_WORDS.items()],
        "longest": LONGEST_WORDS,
        "accepted": ACCEPTED,
        "most_files": MOST_FILES,
        "largest": LARGEST_BYTES // 1024 // 1024,
    }


HANDLERS = [show_form, take_form, show_complaint, take_words, take_end]
