"""The desk for complaints: what waits for the platform, one complaint whole, a word to both sides, and the decision."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.complaints.add_words import add_as_staff
from bodega.complaints.complaint import LONGEST_WORDS, Complaint
from bodega.complaints.complaint_words import KINDS, STATES, TONES, VERDICTS
from bodega.complaints.decide_complaint import LONGEST_REASON, Verdict, decide_complaint
from bodega.complaints.list_complaints import count_waiting_complaints, list_complaints
from bodega.complaints.read_file import read_file
from bodega.complaints.write_entry import PLATFORM
from bodega.duties.open_file import open_as_staff
from bodega.kernel.errors import BodegaError, InvalidInput
from bodega.kernel.form import Form
from bodega.kernel.ids import display_order_number
from bodega.kernel.money import Money
from bodega.platform_pages.complaint_view import complaint_view
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.page_links import page_links, page_number
from bodega.qualifications.serve_file import serve_file
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{PREFIX}/complaints"
_SHOWN = {"ours": "Waits for us", "open": "Still open", "all": "All"}


@get("/complaints", guards=[requires("support")])
async def show_complaints(page: NamedDependency[DoorPage]) -> Response[Any]:
    asked = page.request.query_params
    number = page_number(asked.get("page", ""))
    shown = asked.get("show", "ours") if asked.get("show") in _SHOWN else "ours"
    rows, more = await list_complaints(shown, now=page.visit.now, page=number)
    return await page.show(
        "complaints.html",
        rows=[_row(page, one) for one in rows],
        shown=shown,
        tabs=[(name, page.say(word)) for name, word in _SHOWN.items()],
        waiting=await count_waiting_complaints(now=page.visit.now),
        links=page_links(HOME, {"show": shown}, number, more=more),
    )


@get("/complaints/{complaint_id:uuid}", guards=[requires("support")])
async def show_complaint(page: NamedDependency[DoorPage], complaint_id: FromPath[UUID]) -> Response[Any]:
    return await page.show("complaint.html", form=Form(), **await _shown(page, complaint_id))


@post("/complaints/{complaint_id:uuid}/words", status_code=200, guards=[requires("support")])
async def take_words(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    try:
        await add_as_staff(page.runtime, complaint_id, form.value("words"), staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("complaint.html", form, error, **await _shown(page, complaint_id))
    await page.leave(staff, "Both sides can read it.")
    return page.go(f"{HOME}/{complaint_id}")


@post("/complaints/{complaint_id:uuid}/decisions", status_code=200, guards=[requires("support")])
async def take_decision(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    shown = await _shown(page, complaint_id)
    try:
        said = _verdict(form, shown["complaint"])
        form.require_ok()
        await decide_complaint(page.runtime, complaint_id, said, staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("complaint.html", form, error, **shown)
    await page.leave(staff, "It is decided. Both sides hear of it at once.")
    return page.go(f"{HOME}/{complaint_id}")


@get("/complaints/{complaint_id:uuid}/files/{file_id:uuid}", guards=[requires("support")])
async def show_file(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    complaint_id: FromPath[UUID],
    file_id: FromPath[UUID],
) -> Response[Any]:
    return await staff_file(page, staff, [complaint_id], file_id)


async def staff_file(
    page: DoorPage, staff: StaffMember, subject_ids: list[UUID], file_id: UUID
) -> Response[Any]:
    """With `?why=` the file; without it the question."""
    why = page.request.query_params.get("why", "")
    try:
        found = await open_as_staff(
            page.runtime, file_id, subject_ids, staff, why, address=page.visit.address, now=page.visit.now
        )
    except InvalidInput as error:
        asked = "why" in page.request.query_params
        form = Form({"why": why})
        if asked:
            form.refuse_with(error)
        return await page.show("paper_reason.html", form=form, status=400 if asked else 200)
    return serve_file(found)


async def _shown(page: DoorPage, complaint_id: UUID) -> dict[str, Any]:
    file = await read_file(complaint_id)
    complaint = file.complaint
    view = complaint_view(page, file, PLATFORM)
    for one in view["files"]:
        one["url"] = f"{HOME}/{complaint_id}/files/{one['id']}"
    return {
        **view,
        "revision": complaint.revision,
        "verdicts": [
            (name, page.say(word))
            for name, word in VERDICTS.items()
            if complaint.may_be_decided(name, page.visit.now)
        ],
        "waits_for_shop": complaint.is_open and not complaint.may_be_decided("buyer", page.visit.now),
        "longest": LONGEST_WORDS,
        "longest_reason": LONGEST_REASON,
        "freeze_url": f"{PREFIX}/shops/{complaint.shop_id}/freeze",
        "shop_url": f"{PREFIX}/shops/{complaint.shop_id}",
    }


def _verdict(form: Form, complaint: Complaint) -> Verdict:
    refund = None
    if form.filled("refund"):
        currency = complaint.money(0).currency
        refund = form.amount("refund", currency, Money(1, currency)).minor
    return Verdict(
        form.value("verdict"),
        form.lines("reason", LONGEST_REASON),
        refund,
        form.integer("revision", 0, 2**31 - 1, default=0),
    )


def _row(page: DoorPage, one: Complaint) -> dict[str, Any]:
    return {
        "url": f"{HOME}/{one.id}",
        "number": display_order_number(one.number),
        "shop": one.shop_name,
        "kind": page.say(KINDS[one.kind]),
        "state": page.say(VERDICTS[one.verdict]) if one.verdict else page.say(STATES[one.state]),
        "tone": TONES.get(one.state, ""),
        "late": one.state == "open" and one.due_at is not None and one.due_at < page.visit.now,
        "unpaid": one.refund_missed_at is not None and one.refunded_at is None,
        "due": page.moment(one.acts_until) if one.acts_until else "",
        "since": page.ago(one.opened_at) if one.opened_at else "",
    }


HANDLERS = [show_complaints, show_complaint, take_words, take_decision, show_file]
