"""More categories for a shop that is open: what it may sell, what more would take, and where the wish for it stands."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.my_pages.journey_view import APPLICATION_STATES
from bodega.onboarding.application import SUBMITTED
from bodega.onboarding.choose_more import choose_more
from bodega.onboarding.hand_in_wish import hand_in_wish
from bodega.onboarding.more_categories import MoreCategories, read_more_categories
from bodega.onboarding.save_goods import FIELD
from bodega.onboarding.show_demands import show_branches
from bodega.onboarding.withdraw_wish import withdraw_wish
from bodega.qualifications.china_day import china_day
from bodega.qualifications.show_needs import Reading, show_needs
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency


@get("/shops/{shop_id:uuid}/categories")
async def show_categories(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    return await _show(page, staff, shop_id)


@post("/shops/{shop_id:uuid}/categories", status_code=200)
async def take_choice(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    shop_id: FromPath[UUID],
) -> Response[Any]:
    try:
        await choose_more(page.runtime, shop_id, staff.account_id, form, actor=staff.name, now=page.visit.now)
    except BodegaError as error:
        return await _show(page, staff, shop_id, form, error)
    await page.leave(staff, "Saved.")
    return page.go(f"{_home(shop_id)}#papers")


@post("/shops/{shop_id:uuid}/categories/submissions", status_code=200)
async def take_wish(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    try:
        due = await hand_in_wish(
            page.runtime, shop_id, staff.account_id, actor=staff.name, now=page.visit.now
        )
    except BodegaError as error:
        return await _show(page, staff, shop_id, None, error)
    await page.leave(staff, "Handed in. You have an answer by %(day)s at the latest.", day=page.moment(due))
    return page.go(_home(shop_id))


@post("/shops/{shop_id:uuid}/categories/withdrawals", status_code=303)
async def take_withdrawal(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    await withdraw_wish(page.runtime, shop_id, staff.account_id, actor=staff.name, now=page.visit.now)
    await page.leave(staff, "Your wish is withdrawn. Your shop stays as it is.")
    return page.go(_home(shop_id))


async def _show(
    page: DoorPage,
    staff: StaffMember,
    shop_id: UUID,
    form: Form | None = None,
    error: BodegaError | None = None,
) -> Response[Any]:
    more = await read_more_categories(shop_id, staff.account_id, locale=page.visit.locale, now=page.visit.now)
    kept = Form({FIELD + code: "on" for code in more.wanted}) if more.is_open else Form({})
    if more.is_open and more.wish:
        kept.values["to_whom"] = str(more.wish.answer("goods").get("to_whom", ""))
    context = _context(page, more)
    if error is not None:
        return await page.show_again("my_categories.html", form or kept, error, **context)
    return await page.show("my_categories.html", form=kept, **context)


def _context(page: DoorPage, more: MoreCategories) -> dict[str, Any]:
    catalogue, locale = more.standing.catalogue, page.visit.locale
    has = set(catalogue.leaves(more.shop.approved))
    word, tone = APPLICATION_STATES[more.wish.state] if more.wish else ("", "")
    reading = Reading(page.say, locale, "/my/files/", "/my/papers/", "", back="")
    return {
        "more": more,
        "url": _home(more.shop.id),
        "papers_url": f"/my/applications/{more.wish.id}/papers" if more.is_open and more.wish else "",
        "state": page.say(word) if word else "",
        "tone": tone,
        "due": page.moment(more.wish.due_at) if more.wish and more.wish.due_at else "",
        "waiting": more.wish is not None and more.wish.state == SUBMITTED,
        "field": FIELD,
        "has": has,
        "branches": show_branches(catalogue, on=china_day(page.visit.now), locale=locale, say=page.say),
        "wanted": [catalogue.path(code, locale) for code in more.wanted],
        "closed": [catalogue.path(code, locale) for code in more.closed],
        "approved": [
            (catalogue.path(code, locale), code in more.shop.sold_now)
            for code in catalogue.in_order()
            if code in has
        ],
        "needs": show_needs(more.standing, reading) if more.is_open else [],
    }


def _home(shop_id: UUID) -> str:
    return f"{RESELLERS}/shops/{shop_id}/categories"


HANDLERS = [show_categories, take_choice, take_wish, take_withdrawal]
