"""The review queue: what waits, how long still, who has it, and the next free one."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post

from bodega.kernel.form import Form
from bodega.moderation.assign import take_next
from bodega.moderation.name_subject import KIND_NAMES
from bodega.moderation.read_queue import Waiting, Wish, read_desk, read_queue
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.page_links import page_links, page_number
from bodega.platform_pages.review_words import SHOWN_NAMES, STATE_NAMES, STATE_TONES, WHO_NAMES
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

_QUEUE = f"{PREFIX}/reviews"
_LONGEST_SEARCH = 80
_FILTERS = ("state", "kind", "who", "overdue", "q")


@get("/reviews", guards=[requires("review")])
async def show_queue(page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]) -> Response[Any]:
    asked = dict(page.request.query_params)
    wish = _wish(asked)
    rows, more = await read_queue(wish, reader_id=staff.account_id, now=page.visit.now)
    filters = {name: str(asked.get(name, "")) for name in _FILTERS}
    return await page.show(
        "reviews.html",
        rows=[_row(page, row) for row in rows],
        desk=await read_desk(reader_id=staff.account_id, now=page.visit.now),
        links=page_links(_QUEUE, filters, wish.page, more=more),
        form=Form({**filters, "state": wish.state, "overdue": "on" if wish.overdue else ""}),
        **_options(page),
    )


@post("/reviews/next", status_code=303, guards=[requires("review")])
async def take_next_one(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    found = await take_next(by=staff, now=page.visit.now)
    if found is None:
        await page.leave(staff, "Nothing is waiting that is free for you.", "info")
        return page.go(_QUEUE)
    return page.go(f"{_QUEUE}/{found}")


def _wish(asked: Mapping[str, Any]) -> Wish:
    """What the address says; anything else shows what waits."""
    return Wish(
        state=_one_of(asked, "state", SHOWN_NAMES, "waiting"),
        kind=_one_of(asked, "kind", KIND_NAMES, ""),
        who=_one_of(asked, "who", WHO_NAMES, ""),
        overdue=asked.get("overdue") == "on",
        words=Form({"q": str(asked.get("q", ""))}).value("q")[:_LONGEST_SEARCH],
        page=page_number(str(asked.get("page", "1"))),
    )


def _one_of(asked: Mapping[str, Any], name: str, known: Mapping[str, str], usual: str) -> str:
    value = str(asked.get(name, usual))
    return value if value in known else usual


def _row(page: DoorPage, row: Waiting) -> dict[str, Any]:
    return {
        "url": f"{_QUEUE}/{row.id}",
        "name": row.shop_name or row.entity or row.applicant,
        "kind": page.say(KIND_NAMES[row.kind]),
        "applicant": row.entity or row.applicant,
        "state": page.say(STATE_NAMES[row.state]),
        "tone": STATE_TONES.get(row.state, ""),
        "due": page.moment(row.due_at) if row.due_at else "",
        "ago": page.ago(row.due_at) if row.due_at else "",
        "overdue": row.is_overdue(page.visit.now),
        "again": row.revision > 1,
        "second": row.waits_for_second and row.state == "submitted",
        "assignee": row.assignee or "—",
        "handed_in": page.moment(row.submitted_at) if row.submitted_at else "",
        "waits": row.state == "submitted",
    }


def _options(page: DoorPage) -> dict[str, Any]:
    def told(words: Mapping[str, str]) -> list[tuple[str, str]]:
        return [(value, page.say(word)) for value, word in words.items()]

    return {
        "states": told(SHOWN_NAMES),
        "kinds": [("", page.say("Every kind")), *told(KIND_NAMES)],
        "whose": told(WHO_NAMES),
    }


HANDLERS = [show_queue, take_next_one]
