"""Shops that are offered to an account: accept one, or step back from it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.lifecycle.hand_over import accept_shop, offered_to, step_back
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.require_role import requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

OFFERS = f"{RESELLERS}/offers"


@get("/offers")
async def show_offers(page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]) -> Response[Any]:
    return await page.show("my_offers.html", offers=await offered_to(staff.account_id))


@post("/offers/{offer_id:uuid}/acceptance", guards=[requires_recent_password], status_code=303)
async def take_acceptance(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], offer_id: FromPath[UUID]
) -> Response[Any]:
    await accept_shop(
        offer_id, actor_id=staff.account_id, actor=staff.name, address=page.visit.address, now=page.visit.now
    )
    await page.leave(staff, "You have accepted. The platform looks at you as the new owner now.")
    return page.go(OFFERS)


@post("/offers/{offer_id:uuid}/end", status_code=303)
async def take_stepping_back(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], offer_id: FromPath[UUID]
) -> Response[Any]:
    await step_back(offer_id, actor_id=staff.account_id, actor=staff.name, now=page.visit.now)
    await page.leave(staff, "You have stepped back. The shop stays where it is.")
    return page.go(OFFERS)


HANDLERS = [show_offers, take_acceptance, take_stepping_back]
