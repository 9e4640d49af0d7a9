"""The desk for right holders' notices: what waits, one notice whole, and what the platform does with it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.notices.judge_notice import judge_notice
from bodega.notices.list_notices import ListedNotice, list_notices
from bodega.notices.notice import LONGEST_WORDS, OFF_SALE
from bodega.notices.notice_words import HOLDERS, RIGHTS, STATES, TONES
from bodega.notices.put_back import put_back_by_hand
from bodega.notices.read_notice_file import NoticeFile, read_notice_file
from bodega.platform_pages.complaint_desk_pages import staff_file
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.notice_view import notice_view
from bodega.platform_pages.page_links import page_links, page_number
from bodega.qualifications.mask_number import mask_number
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{PREFIX}/notices"
_SHOWN = {"waiting": "Waits for us", "open": "Still open", "all": "All"}


@get("/notices", guards=[requires("moderate")])
async def show_notices(page: NamedDependency[DoorPage]) -> Response[Any]:
    asked = page.request.query_params
    number = page_number(asked.get("page", ""))
    shown = asked.get("show", "waiting") if asked.get("show") in _SHOWN else "waiting"
    rows, more = await list_notices(shown, page=number)
    return await page.show(
        "notices.html",
        rows=[_row(page, one) for one in rows],
        shown=shown,
        tabs=[(name, page.say(word)) for name, word in _SHOWN.items()],
        links=page_links(HOME, {"show": shown}, number, more=more),
    )


@get("/notices/{notice_id:uuid}", guards=[requires("moderate")])
async def show_notice(page: NamedDependency[DoorPage], notice_id: FromPath[UUID]) -> Response[Any]:
    return await page.show("notice.html", form=Form(), **await _shown(page, notice_id))


@post("/notices/{notice_id:uuid}/acts", status_code=200, guards=[requires("moderate")])
async def take_act(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    notice_id: FromPath[UUID],
) -> Response[Any]:
    act, revision = form.value("act"), form.integer("revision", 0, 2**31 - 1, default=0)
    words = form.lines("words", LONGEST_WORDS)
    try:
        form.require_ok()
        await judge_notice(page.runtime, notice_id, revision, act, words, staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("notice.html", form, error, **await _shown(page, notice_id))
    await page.leave(staff, "Done. Whoever it concerns hears of it at once.")
    return page.go(f"{HOME}/{notice_id}")


@post("/notices/{notice_id:uuid}/put-back", status_code=200, guards=[requires("moderate")])
async def take_put_back(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    notice_id: FromPath[UUID],
) -> Response[Any]:
    listing_id, words = form.identifier("listing"), form.lines("words", LONGEST_WORDS)
    try:
        form.require_ok()
        await put_back_by_hand(page.runtime, listing_id, words, staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("notice.html", form, error, **await _shown(page, notice_id))
    await page.leave(staff, "Done. Whoever it concerns hears of it at once.")
    return page.go(f"{HOME}/{notice_id}")


@get("/notices/{notice_id:uuid}/files/{file_id:uuid}", guards=[requires("moderate")])
async def show_file(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    notice_id: FromPath[UUID],
    file_id: FromPath[UUID],
) -> Response[Any]:
    file = await read_notice_file(page.runtime, notice_id)
    return await staff_file(page, staff, [notice_id, *(one.id for one in file.listings)], file_id)


async def _shown(page: DoorPage, notice_id: UUID) -> dict[str, Any]:
    file = await read_notice_file(page.runtime, notice_id)
    view = notice_view(page, file, "platform")
    for one in (*view["files"], *(a for listing in view["listings"] for a in listing["files"])):
        one["url"] = f"{HOME}/{notice_id}/files/{one['id']}"
    return {
        **view,
        "holder": _holder(page, file),
        "earlier": file.earlier,
        "revision": file.notice.revision,
        "off_sale": [(str(one.id), one.title) for one in file.listings if one.state in OFF_SALE],
        "acts_open": file.notice.is_open,
        "may_refuse": file.notice.is_open or file.notice.state == "upheld",
        "is_down": any(one.state in OFF_SALE for one in file.listings),
        "longest": LONGEST_WORDS,
        "shops_url": f"{PREFIX}/shops",
        "public_url": f"/notices/{notice_id}" if file.notice.published_at else "",
    }


def _holder(page: DoorPage, file: NoticeFile) -> dict[str, str]:
    """The number in full stands in the proof, where looking at it is on the record."""
    holder = file.holder
    if holder is None:
        return {}
    return {
        "kind": page.say(HOLDERS[holder.kind]),
        "name": holder.name,
        "number": mask_number(holder.number),
        "email": holder.email,
        "phone": holder.phone,
        "address": holder.address,
    }


def _row(page: DoorPage, one: ListedNotice) -> dict[str, Any]:
    return {
        "url": f"{HOME}/{one.id}",
        "what": one.right_said,
        "right": page.say(RIGHTS[one.right_kind]),
        "shops": one.shops or "–",
        "off_sale": f"{one.off_sale} / {one.listings}",
        "state": page.say(STATES[one.state]),
        "tone": TONES.get(one.state, ""),
        "clock": page.moment(one.clock_ends_at) if one.clock_ends_at else "–",
        "since": page.ago(one.made_at),
    }


HANDLERS = [show_notices, show_notice, take_act, take_put_back, show_file]
