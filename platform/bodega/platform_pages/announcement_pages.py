"""Announcements to the shops: what was said and who read it, a new one, and taking one back."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import CHINESE
from bodega.platform_pages.announcement_audience import audience_choices
from bodega.platform_pages.deed_words import STATES
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.page_links import page_links, page_number
from bodega.staff.door_page import DoorPage
from bodega.staff.list_announcements import Announced, Reading, find_announcement, list_announcements
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.staff.write_announcement import TONES, Draft, withdraw_announcement, write_announcement
from bodega.street.shop import ANSWERING_STATES

_LIST = f"{PREFIX}/announcements"
_USUAL_DAYS = 7
_TONE_WORDS = {"info": "Good to know", "warn": "Something has to be done", "bad": "Urgent"}


@get("/announcements", guards=[requires("support")])
async def show_announcements(page: NamedDependency[DoorPage]) -> Response[Any]:
    number = page_number(page.request.query_params.get("page", ""))
    said, more = await list_announcements(page=number)
    return await page.show(
        "announcements.html",
        rows=[_row(page, one) for one in said],
        links=page_links(_LIST, {}, number, more=more),
    )


@get("/announcements/new", guards=[requires("support")])
async def show_new(page: NamedDependency[DoorPage]) -> Response[Any]:
    usual_end = page.visit.now + timedelta(days=_USUAL_DAYS)
    form = Form({"tone": "info", "ends_on": f"{usual_end:%Y-%m-%d}"})
    return await page.show("announcement_new.html", form=form, **await _choices(page))


@post("/announcements", status_code=200, guards=[requires("support")])
async def take_new(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    choices = await _choices(page)
    draft = _read(page, form, choices)
    try:
        form.require_ok()
        announcement_id = await write_announcement(page.runtime, draft, staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("announcement_new.html", form, error, **choices)
    await page.leave(staff, "It is said. Shops read it in their consoles from now on.")
    return page.go(f"{_LIST}/{announcement_id}")


@get("/announcements/{announcement_id:uuid}", guards=[requires("support")])
async def show_announcement(
    page: NamedDependency[DoorPage], announcement_id: FromPath[UUID]
) -> Response[Any]:
    one, readings = await find_announcement(announcement_id)
    return await page.show("announcement.html", **_about(page, one, readings, await audience_choices(page)))


@post("/announcements/{announcement_id:uuid}/withdrawals", status_code=303, guards=[requires("support")])
async def take_withdrawal(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], announcement_id: FromPath[UUID]
) -> Response[Any]:
    await withdraw_announcement(page.runtime, announcement_id, staff, now=page.visit.now)
    await page.leave(staff, "It is taken back. No console shows it any more.")
    return page.go(f"{_LIST}/{announcement_id}")


def _read(page: DoorPage, form: Form, choices: dict[str, Any]) -> Draft:
    return Draft(
        title_en=form.text("title_en", 120),
        title_zh=form.text("title_zh", 120),
        body_en=form.lines("body_en", 4000),
        body_zh=form.lines("body_zh", 4000),
        tone=form.choice("tone", TONES),
        states=[state for state in ANSWERING_STATES if form.checkbox(f"state_{state}")],
        slugs=form.text("shops", 2000).lower().replace(",", " ").replace("，", " ").split(),
        plans=[code for code, _ in choices["plans"] if form.checkbox(f"plan_{code}")],
        trades=[
            code
            for branch in choices["branches"]
            for code, _ in branch["all"]
            if form.checkbox(f"trade_{code}")
        ],
        ends_at=datetime.combine(form.day("ends_on"), time.max, page.zone()),
        mailed=form.checkbox("mailed"),
    )


async def _choices(page: DoorPage) -> dict[str, Any]:
    return {
        **await audience_choices(page),
        "tones": [(tone, page.say(word)) for tone, word in _TONE_WORDS.items()],
        "states": [(state, page.say(STATES[state])) for state in ANSWERING_STATES],
    }


def _about(
    page: DoorPage, one: Announced, readings: Sequence[Reading], choices: dict[str, Any]
) -> dict[str, Any]:
    plans, trades = (
        dict(choices["plans"]),
        dict(code for branch in choices["branches"] for code in branch["all"]),
    )
    return {
        "row": _row(page, one),
        "texts": [(one.title_zh, one.body_zh), (one.title_en, one.body_en)],
        "states": [page.say(STATES[state]) for state in one.states],
        "chosen_shops": len(one.shop_ids),
        "plans": [plans.get(code, code) for code in one.plans],
        "trades": [trades.get(code, code) for code in one.trades],
        "mailed": one.mailed,
        "readings": [
            {
                "shop": reading.shop,
                "url": f"{PREFIX}/shops/{reading.shop_id}",
                "person": reading.person,
                "at": page.moment(reading.read_at),
            }
            for reading in readings
        ],
    }


def _row(page: DoorPage, one: Announced) -> dict[str, Any]:
    over = one.withdrawn_at is not None or one.ends_at <= page.visit.now
    chinese = page.visit.locale == CHINESE
    return {
        "id": str(one.id),
        "url": f"{_LIST}/{one.id}",
        "title": (one.title_zh or one.title_en) if chinese else (one.title_en or one.title_zh),
        "state": page.say("Taken back" if one.withdrawn_at else "Over" if over else "Shown"),
        "tone": "" if over else "good",
        "over": over,
        "shops": str(one.shops),
        "by": one.written_by_name,
        "at": page.moment(one.created_at),
        "until": page.moment(one.ends_at),
    }


HANDLERS = [show_announcements, show_new, take_new, show_announcement, take_withdrawal]
