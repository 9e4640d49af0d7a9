"""For owners under `/my`: leave a card for the bills of a shop, come back from the service's page, take the card back."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from bodega.billing.list_subscriptions import check_owner
from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.staff.door_page import DoorPage
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency
from bodega_shop.platform_bills.enter_card import begin_card, read_entered_card, take_card_back

PLANS = "/my/plans"


@post("/plans/{shop_id:uuid}/card", status_code=303)
async def take_card_wish(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    shop_id: FromPath[UUID],
) -> Response[Any]:
    await check_owner(shop_id, staff.account_id)
    try:
        url = await begin_card(
            page.runtime, shop_id, form.identifier("channel"), owner_id=staff.account_id, locale=page.visit.locale,
            now=page.visit.now,
        )  # fmt: skip
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
        return page.go(PLANS)
    return Redirect(url, status_code=303)


@get("/plans/{shop_id:uuid}/card", status_code=303)
async def show_card_entered(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    """The service sends the owner back here, whatever they did there: it is asked what it keeps."""
    await check_owner(shop_id, staff.account_id)
    try:
        card = await read_entered_card(page.runtime, shop_id, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
        return page.go(PLANS)
    if card is not None and card.state == "kept":
        await page.leave(staff, "Bills are taken from the card %(card)s.", card=card.label)
    else:
        await page.leave(staff, "No card was entered.", "warn")
    return page.go(PLANS)


@post("/plans/{shop_id:uuid}/card/end", status_code=303)
async def take_card_end(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    await check_owner(shop_id, staff.account_id)
    try:
        await take_card_back(shop_id, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
    else:
        await page.leave(staff, "No bill is taken from the card any more. You pay each one by hand.")
    return page.go(PLANS)


HANDLERS = [take_card_wish, show_card_entered, take_card_end]
