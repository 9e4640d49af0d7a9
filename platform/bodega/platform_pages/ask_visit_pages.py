"""Ask a shop's owner to be let into its console, and see what came of it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.platform_pages.navigation import PREFIX
from bodega.staff.answer_visit import end_visit
from bodega.staff.ask_to_visit import MOST_HOURS, WAYS, ask_to_visit
from bodega.staff.door_page import DoorPage
from bodega.staff.list_visits import find_own_visit, list_visits
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.staff.visit_pages import WAY_WORDS, visit_row
from bodega.street.look_at_shop import look_at_shop

_USUAL = {"way": "read", "hours": "4"}


@get("/shops/{shop_id:uuid}/visits", guards=[requires("support")])
async def show_visits(page: NamedDependency[DoorPage], shop_id: FromPath[UUID]) -> Response[Any]:
    return await page.show("ask_visit.html", form=Form(_USUAL), **await _about(page, shop_id))


@post("/shops/{shop_id:uuid}/visits", status_code=200, guards=[requires("support")])
async def take_question(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    shop_id: FromPath[UUID],
) -> Response[Any]:
    way, hours, reason = (
        form.choice("way", WAYS),
        form.integer("hours", 1, MOST_HOURS),
        form.required_lines("reason", 500),
    )
    try:
        form.require_ok()
        await ask_to_visit(
            page.runtime, shop_id, staff, way=way, hours=hours, reason=reason, now=page.visit.now
        )
    except BodegaError as error:
        return await page.show_again("ask_visit.html", form, error, **await _about(page, shop_id))
    await page.leave(staff, "The owner is asked.")
    return page.go(f"{PREFIX}/shops/{shop_id}/visits")


@post("/visits/{visit_id:uuid}/withdrawals", status_code=303, guards=[requires("support")])
async def take_withdrawal(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], visit_id: FromPath[UUID]
) -> Response[Any]:
    visit = await find_own_visit(visit_id, staff.account_id)
    shop = await page.runtime.directory.by_id(visit.shop_id)
    await end_visit(page.runtime, shop, visit_id, staff, now=page.visit.now)
    await page.leave(staff, "The visit is over.")
    return page.go(f"{PREFIX}/shops/{visit.shop_id}/visits")


async def _about(page: DoorPage, shop_id: UUID) -> dict[str, Any]:
    shop = await look_at_shop(shop_id)
    return {
        "shop": shop,
        "ways": [(way, page.say(WAY_WORDS[way])) for way in WAYS],
        "rows": [visit_row(page, visit) for visit in await list_visits(shop_id)],
        "console_url": page.runtime.settings.address_of(shop.canonical_host, "/console"),
    }


HANDLERS = [show_visits, take_question, take_withdrawal]
