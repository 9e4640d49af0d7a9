"""Shops that are offered to an account: accept one and say who that is, show papers, hand in, or step back."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.lifecycle.hand_over import step_back
from bodega.lifecycle.look_at_offers import Offer, find_offer, look_at_offers
from bodega.lifecycle.present_heir import accept_shop, hand_in_heir
from bodega.my_pages.journey_view import APPLICATION_STATES
from bodega.qualifications.show_needs import Reading, show_needs
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.require_role import requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

OFFERS = f"{RESELLERS}/offers"


@get("/offers")
async def show_offers(page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]) -> Response[Any]:
    return await _show(page, staff)


@get("/offers/{offer_id:uuid}/acceptance", guards=[requires_recent_password])
async def show_acceptance(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], offer_id: FromPath[UUID]
) -> Response[Any]:
    offer = await find_offer(offer_id, staff.account_id)
    return await page.show(
        "my_offer.html", form=Form({"name": ""}), offer=offer.handover, in_china=offer.in_china
    )


@post("/offers/{offer_id:uuid}/acceptance", guards=[requires_recent_password], status_code=200)
async def take_acceptance(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    offer_id: FromPath[UUID],
) -> Response[Any]:
    offer = await find_offer(offer_id, staff.account_id)
    try:
        await accept_shop(
            page.runtime, offer_id, form, actor_id=staff.account_id, actor=staff.name, address=page.visit.address,
            now=page.visit.now,
        )  # fmt: skip
    except BodegaError as error:
        return await page.show_again(
            "my_offer.html", form, error, offer=offer.handover, in_china=offer.in_china
        )
    await page.leave(staff, "You have accepted. Now show your papers and hand in.")
    return page.go(OFFERS)


@post("/offers/{offer_id:uuid}/submissions", status_code=200)
async def take_submission(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], offer_id: FromPath[UUID]
) -> Response[Any]:
    try:
        due = await hand_in_heir(
            page.runtime, offer_id, actor_id=staff.account_id, actor=staff.name, now=page.visit.now
        )
    except BodegaError as error:
        return await _show(page, staff, error)
    await page.leave(staff, "Handed in. You have an answer by %(day)s at the latest.", day=page.moment(due))
    return page.go(OFFERS)


@post("/offers/{offer_id:uuid}/end", status_code=303)
async def take_stepping_back(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], offer_id: FromPath[UUID]
) -> Response[Any]:
    await step_back(offer_id, actor_id=staff.account_id, actor=staff.name, now=page.visit.now)
    await page.leave(staff, "You have stepped back. The shop stays where it is.")
    return page.go(OFFERS)


async def _show(page: DoorPage, staff: StaffMember, error: BodegaError | None = None) -> Response[Any]:
    offers = await look_at_offers(staff.account_id, locale=page.visit.locale, now=page.visit.now)
    rows = [_row(page, offer) for offer in offers]
    if error is not None:
        return await page.show_again("my_offers.html", Form(), error, offers=rows)
    return await page.show("my_offers.html", form=Form(), offers=rows)


def _row(page: DoorPage, offer: Offer) -> dict[str, Any]:
    wish, standing = offer.wish, offer.standing
    word, tone = APPLICATION_STATES[wish.state] if wish else ("", "")
    reading = Reading(page.say, page.visit.locale, "", "", "", back="")
    needs = show_needs(standing, reading) if standing else []
    return {
        "handover": offer.handover,
        "state": page.say(word) if word else "",
        "tone": tone,
        "mine": wish is not None and wish.is_changeable,
        "due": page.moment(wish.due_at) if wish and wish.due_at else "",
        "words": offer.words,
        "needs": [need for need in needs if need["required"] or need["papers"]],
        "missing": len(standing.missing) if standing else 0,
        "papers_url": f"{RESELLERS}/applications/{wish.id}/papers" if wish else "",
    }


HANDLERS = [show_offers, show_acceptance, take_acceptance, take_submission, take_stepping_back]
