"""For owners under `/my`: the plans of their shops, their bills, and paying one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.billing.choose_plan import cancel_plan, choose_plan
from bodega.billing.list_bills import bill_of_owner, bills_of_owner, collection_of, open_numbers
from bodega.billing.list_subscriptions import ShopWithPlan, check_owner, shops_with_plans
from bodega.billing.plan import Plan
from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.staff.door_page import DoorPage
from bodega.staff.draw_qr import draw_qr
from bodega.staff.require_role import Guard, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency
from bodega_shop.collecting.platform_channel import PlatformChannel
from bodega_shop.contracts.paying import FormPost, PaymentAction, QrCode, Redirect
from bodega_shop.floor import floor_of
from bodega_shop.platform_bills.begin_bill_payment import begin_bill_payment, channels_for
from bodega_shop.platform_bills.bill_view import bill_row, bill_view
from bodega_shop.platform_bills.hear_bill_payment import query_bill_payment
from bodega_shop.platform_bills.open_collector import card_channels

PLANS, BILLS = "/my/plans", "/my/bills"
# A larger plan is taken from the card that is kept, and one that ends freezes the shop.
_SURE: list[Guard] = [requires_recent_password]
_WORDS = {
    "begun": "The plan has begun.",
    "changed": "The plan is changed. It counts from now on.",
    "later": "The plan changes when the period that is paid ends.",
    "kept": "The plan stays as it is.",
}


@get("/plans")
async def show_my_plans(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    shops, plans = await shops_with_plans(staff.account_id, now=page.visit.now)
    cards = await card_channels(page.runtime)
    return await page.show(
        "my_plans.html",
        shops=[_shop(page, shop, cards) for shop in shops],
        plans=[_plan(page, plan) for plan in plans],
        bills=[bill_row(page, bill, BILLS) for bill in await bills_of_owner(staff.account_id)],
    )


@post("/plans/{shop_id:uuid}", guards=_SURE, status_code=303)
async def take_choice(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    shop_id: FromPath[UUID],
) -> Response[Any]:
    await check_owner(shop_id, staff.account_id)
    plan, _, rhythm = form.value("plan").partition(" ")
    plan_id = Form({"plan": plan}).identifier("plan")
    try:
        word = await choose_plan(page.runtime, shop_id, plan_id, rhythm, by=staff, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
    else:
        await page.leave(staff, _WORDS[word])
    return page.go(PLANS)


@post("/plans/{shop_id:uuid}/end", guards=_SURE, status_code=303)
async def take_end(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    await check_owner(shop_id, staff.account_id)
    try:
        await cancel_plan(page.runtime, shop_id, by=staff, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
    else:
        await page.leave(staff, "The plan ends with its period. Until then nothing changes.")
    return page.go(PLANS)


@get("/bills/{bill_id:uuid}")
async def show_my_bill(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], bill_id: FromPath[UUID]
) -> Response[Any]:
    return await _bill(page, staff, bill_id)


@post("/bills/{bill_id:uuid}/payments", status_code=200)
async def take_payment_wish(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    bill_id: FromPath[UUID],
) -> Response[Any]:
    try:
        action = await begin_bill_payment(
            page.runtime, bill_id, form.identifier("channel"), owner_id=staff.account_id,
            address=page.visit.address, locale=page.visit.locale, now=page.visit.now,
            device="mobile" if "Mobile" in page.visit.agent else "pc",
        )  # fmt: skip
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
        return page.go(f"{BILLS}/{bill_id}")
    return await _bill(page, staff, bill_id, action)


@post("/bills/{bill_id:uuid}/checks", status_code=303)
async def take_check(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], bill_id: FromPath[UUID]
) -> Response[Any]:
    """Ask the service at once, for whom its message is late."""
    await bill_of_owner(bill_id, staff.account_id)
    for number in await open_numbers(bill_id):
        await query_bill_payment(page.runtime, number, now=page.visit.now)
    return page.go(f"{BILLS}/{bill_id}")


async def _bill(
    page: DoorPage, staff: StaffMember, bill_id: UUID, action: PaymentAction | None = None
) -> Response[Any]:
    bill = await bill_of_owner(bill_id, staff.account_id)
    return await page.show(
        "my_bill.html",
        bill=bill_view(page, bill),
        channels=[
            (str(one.id), gateway_name(page, one))
            for one in await channels_for(page.runtime, bill["currency"])
        ],
        begun=bool(await open_numbers(bill_id)),
        collection=await collection_of(bill_id),
        redirect_url=action.url if isinstance(action, Redirect | QrCode) else "",
        form_post=action if isinstance(action, FormPost) else None,
        qr=draw_qr(action.payload) if isinstance(action, QrCode) else "",
    )


def gateway_name(page: DoorPage, channel: PlatformChannel) -> str:
    """As people who pay know the service."""
    return floor_of(page.runtime).gateways.find(channel.gateway).name.in_locale(page.visit.locale)


def _plan(page: DoorPage, plan: Plan) -> dict[str, Any]:
    locale = page.visit.locale
    prices = ((rhythm, plan.price(rhythm).format(locale)) for rhythm in ("month", "year"))
    return {"id": str(plan.id), "name": plan.named(locale), "prices": list(prices), "plan": plan}


def _shop(page: DoorPage, shop: ShopWithPlan, cards: Sequence[PlatformChannel]) -> dict[str, Any]:
    has, locale = shop.has, page.visit.locale
    card = shop.card if shop.card is not None and shop.card.state != "gone" else None
    return {
        "card": card,
        "card_channels": [
            (str(one.id), gateway_name(page, one))
            for one in cards
            if has and one.currency == has.plan.currency
        ],
        "id": str(shop.id),
        "name": shop.name,
        "has": has,
        "plan": has.plan.named(locale) if has else "",
        "price": has.plan.price(has.rhythm).format(locale) if has else "",
        "until": page.moment(has.period_ends) if has else "",
        "later": shop.later.named(locale) if shop.later else "",
        "orders": shop.orders,
        "chosen": f"{has.plan_id} {has.rhythm}" if has and has.state != "ended" else "",
    }


HANDLERS = [
    show_my_plans, take_choice, take_end, show_my_bill, take_payment_wish, take_check,
]  # fmt: skip
