"""Complaints in the console: what buyers told the platform of orders here, the answer, and what was decided."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.complaints.add_words import Said, add_words
from bodega.complaints.complaint import LONGEST_WORDS, Complaint
from bodega.complaints.complaint_words import DEEDS, KINDS, SIDES, STATES, TONES, VERDICTS
from bodega.complaints.list_complaints import complaints_against
from bodega.complaints.read_file import ComplaintFile, read_file
from bodega.complaints.write_entry import SHOP
from bodega.duties.keep_files import ACCEPTED, LARGEST_FORM_BYTES, MOST_FILES, sent_files
from bodega.duties.open_file import file_link
from bodega.kernel.form import Form
from bodega.kernel.ids import display_order_number
from bodega.qualifications.read_upload import LARGEST_BYTES
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.turn_pages import page_asked, pages_around

HOME = "/console/complaints"


@get("/complaints")
async def show_complaints(desk: NamedDependency[Desk]) -> Response[str]:
    number, ended = page_asked(desk), desk.asked.get("show") == "all"
    found, more = await complaints_against(desk.shop.id, ended=ended, page=number)
    return await desk.page(
        "complaints.html",
        rows=[_row(desk, one) for one in found],
        ended=ended,
        page=pages_around(desk, number, more=more),
    )


@get("/complaints/{complaint_id:uuid}")
async def show_complaint(desk: NamedDependency[Desk], complaint_id: FromPath[UUID]) -> Response[str]:
    return await _page(desk, complaint_id, Form())


@post("/complaints/{complaint_id:uuid}/words", request_max_body_size=LARGEST_FORM_BYTES)
async def take_words(
    desk: NamedDependency[Desk], form: NamedDependency[Form], complaint_id: FromPath[UUID]
) -> Answer:
    files = await sent_files(desk.request)
    said = Said(SHOP, form.value("words"), files, desk.staff.name, desk.shop.id, desk.staff.account_id)
    return await desk.submit(
        form,
        lambda: add_words(desk.runtime, complaint_id, said, now=desk.now),
        to=f"{HOME}/{complaint_id}",
        message="The buyer and the platform can read it.",
        again=lambda refused: _page(desk, complaint_id, refused),
    )


async def _page(desk: Desk, complaint_id: UUID, form: Form) -> Response[str]:
    file = await read_file(complaint_id, shop_id=desk.shop.id)
    return await desk.page(
        "complaint.html",
        form=form,
        complaint=file.complaint,
        row=_row(desk, file.complaint),
        **_said(desk, file),
        longest=LONGEST_WORDS,
        accepted=ACCEPTED,
        most_files=MOST_FILES,
        largest=LARGEST_BYTES // 1024 // 1024,
    )


def _row(desk: Desk, one: Complaint) -> dict[str, Any]:
    return {
        "url": f"{HOME}/{one.id}",
        "number": display_order_number(one.number),
        "order_url": f"/console/orders/{one.number}",
        "kind": desk.say(KINDS[one.kind]),
        "state": desk.say(VERDICTS[one.verdict]) if one.verdict else desk.say(STATES[one.state]),
        "tone": TONES.get(one.state, ""),
        "due": desk.when(one.acts_until, "short"),
        "late": one.acts_until is not None and one.acts_until < desk.now,
        "owes": one.owes_refund,
        "refund": desk.money(one.money(one.refund_asked)) if one.refund_asked else "",
        "goods": one.facts.get("goods", ()),
        "since": desk.ago(one.opened_at) if one.opened_at else "",
    }


def _said(desk: Desk, file: ComplaintFile) -> dict[str, Any]:
    return {
        "entries": [
            {
                "who": desk.say(SIDES[entry.side]),
                "author": entry.author if entry.side != "buyer" else "",
                "deed": desk.say(DEEDS.get(entry.deed, entry.deed)),
                "words": entry.words,
                "at": desk.when(entry.at, "short"),
            }
            for entry in file.entries
        ],
        "files": [
            {
                "name": one.name,
                "side": desk.say(SIDES.get(one.side, one.side)),
                "url": file_link(desk.runtime, one.id, SHOP, now=desk.now),
                "at": desk.when(one.uploaded_at, "short"),
            }
            for one in file.files
        ],
    }


HANDLERS = [show_complaints, show_complaint, take_words]
