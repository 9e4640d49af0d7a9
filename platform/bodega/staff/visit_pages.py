"""In a shop's console: who of the platform asks to come in, and the owner's answer."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import NotFound
from bodega.staff.answer_visit import end_visit, grant_visit, refuse_visit
from bodega.staff.door_page import DoorPage
from bodega.staff.list_visits import Visit, list_visits
from bodega.staff.require_role import requires_owner, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.street.shop import Shop
from bodega.web.given import NamedDependency

WAY_WORDS = {"read": "Only to look", "operator": "To do what an operator does"}
STATE_WORDS = {"asked": "Waits for the owner", "open": "Let in", "refused": "Not let in", "over": "Over"}
STATE_TONES = {"asked": "warn", "open": "info"}


@get("/visits", guards=[requires_owner])
async def show_visits(page: NamedDependency[DoorPage]) -> Response[Any]:
    visits = await list_visits(_shop(page).id)
    return await page.show("visits.html", rows=[visit_row(page, visit) for visit in visits])


@post("/visits/{visit_id:uuid}/grants", status_code=303, guards=[requires_owner, requires_recent_password])
async def take_grant(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], visit_id: FromPath[UUID]
) -> Response[Any]:
    await grant_visit(page.runtime, _shop(page), visit_id, staff, now=page.visit.now)
    await page.leave(staff, "They are let in. You can end it at any time.")
    return page.go(f"{page.prefix}/visits")


@post("/visits/{visit_id:uuid}/refusals", status_code=303, guards=[requires_owner])
async def take_refusal(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], visit_id: FromPath[UUID]
) -> Response[Any]:
    await refuse_visit(page.runtime, _shop(page), visit_id, staff, now=page.visit.now)
    await page.leave(staff, "They are not let in.")
    return page.go(f"{page.prefix}/visits")


@post("/visits/{visit_id:uuid}/ends", status_code=303, guards=[requires_owner])
async def take_end(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], visit_id: FromPath[UUID]
) -> Response[Any]:
    await end_visit(page.runtime, _shop(page), visit_id, staff, now=page.visit.now)
    await page.leave(staff, "The visit is over, and they are signed out.")
    return page.go(f"{page.prefix}/visits")


def visit_row(page: DoorPage, visit: Visit) -> dict[str, Any]:
    """One visit as both consoles show it."""
    state = visit.state(page.visit.now)
    return {
        "id": str(visit.id),
        "visitor": visit.visitor,
        "visitor_id": visit.asked_by,
        "reason": visit.reason,
        "way": page.say(WAY_WORDS[visit.way]),
        "hours": str(visit.hours),
        "code": state,
        "state": page.say(STATE_WORDS[state]),
        "tone": STATE_TONES.get(state, ""),
        "asked": page.moment(visit.asked_at),
        "until": page.moment(visit.ends_at) if visit.ends_at else "",
        "granted_by": visit.granted_by or "",
    }


def _shop(page: DoorPage) -> Shop:
    """These pages are a shop's; on the platform's own host there is nothing here."""
    if page.shop is None:
        raise NotFound
    shop: Shop = page.shop
    return shop


HANDLERS = [show_visits, take_grant, take_refusal, take_end]
