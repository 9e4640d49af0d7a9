"""The shops of one person, and the state that each is in; before them the applications that did not become one yet."""

from typing import Any

from litestar import Response, get, post

from bodega.billing.say_reason import say_reason
from bodega.identities.look_at_own import asked_shops
from bodega.my_pages.journey_view import application_row
from bodega.my_pages.list_my_shops import MyShop, list_my_shops
from bodega.onboarding.look_at_journey import list_applications
from bodega.platform_pages.deed_words import ROLES, STATES, TONES
from bodega.platform_pages.published_view import announced_rows, text_name
from bodega.published.agree_again import owed_kinds
from bodega.qualifications.china_day import china_day
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.prove_address import ask_for_proof, owes_proof
from bodega.staff.staff_member import StaffMember
from bodega.street.shop import ANSWERING_STATES, LIVE
from bodega.web.given import NamedDependency


@get("/")
async def show_my_shops(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    applications = await list_applications(staff.account_id)
    on_the_way = {application.shop_id for application in applications}
    shops = [shop for shop in await list_my_shops(staff.account_id) if shop.id not in on_the_way]
    asked = await asked_shops(staff.account_id, today=china_day(page.visit.now))
    return await page.show(
        "my_shops.html",
        applications=[application_row(page, application) for application in applications],
        rows=[{**_row(page, shop), "asked": asked.get(shop.id)} for shop in shops],
        announced=await announced_rows(page),
        to_agree=[text_name(page, kind) for kind in await owed_kinds(staff.account_id, now=page.visit.now)],
        unproven=await owes_proof(page.runtime, staff.account_id),
        at_once=page.runtime.settings.open_shops_at_once,
    )


@post("/account/proofs", status_code=303)
async def take_wish_for_proof(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    """Send the link once more."""
    if await ask_for_proof(page.runtime, staff.account_id, now=page.visit.now):
        await page.leave(staff, "A mail with a link is on its way to you.")
    return page.go(RESELLERS)


def _row(page: DoorPage, shop: MyShop) -> dict[str, Any]:
    answers = shop.state in ANSWERING_STATES
    address_of = page.runtime.settings.address_of
    return {
        "id": str(shop.id),
        "name": shop.name,
        "host": shop.host,
        "role": page.say(ROLES[shop.role]),
        "state": page.say(STATES[shop.state]),
        "tone": TONES.get(shop.state, ""),
        "reason": say_reason(page.say, shop.state_reason),
        "since": page.moment(shop.created_at),
        "front_url": address_of(shop.host) if answers else "",
        "console_url": address_of(shop.host, "/console") if answers else "",
        "categories_url": f"{RESELLERS}/shops/{shop.id}/categories"
        if answers and shop.role == "owner"
        else "",
        "papers_url": f"{RESELLERS}/shops/{shop.id}/papers" if answers and shop.role == "owner" else "",
        "identity_url": f"{RESELLERS}/shops/{shop.id}/identity" if answers and shop.role == "owner" else "",
        "listing_url": f"{RESELLERS}/shops/{shop.id}/listing"
        if shop.state == LIVE and shop.role == "owner"
        else "",
    }


HANDLERS = [show_my_shops, take_wish_for_proof]
