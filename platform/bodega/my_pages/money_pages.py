"""For owners under `/my`: their shops' money with the platform, a withdrawal, and the account that it goes to."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.money import Money
from bodega.platform_pages.money_view import chosen_currencies, money_view
from bodega.settlement.ask_withdrawal import ask_withdrawal
from bodega.settlement.change_account import change_account
from bodega.settlement.end_withdrawal import cancel_withdrawal
from bodega.settlement.hold_money import choose_automatic
from bodega.settlement.look_at_money import MoneyOfShop, money_of_owner, money_of_shop
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.require_role import Guard, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{RESELLERS}/money"
Page = NamedDependency[DoorPage]
Staff = NamedDependency[StaffMember]
_SURE: list[Guard] = [requires_recent_password]


@get("/money")
async def show_my_money(page: Page, staff: Staff) -> Response[Any]:
    shops = await money_of_owner(staff.account_id, now=page.visit.now)
    return await page.show("my_money.html", shops=[money_view(page, one) for one in shops])


@get("/money/{shop_id:uuid}")
async def show_shops_money(page: Page, staff: Staff, shop_id: FromPath[UUID]) -> Response[Any]:
    found = await _mine(page, staff, shop_id)
    return await page.show("my_shop_money.html", shop=money_view(page, found))


@get("/money/{shop_id:uuid}/withdrawals/new", guards=_SURE)
async def show_withdrawal(page: Page, staff: Staff, shop_id: FromPath[UUID]) -> Response[Any]:
    found = await _mine(page, staff, shop_id)
    first = next((one.available for one in found.balances if one.available.minor), None)
    typed = {"amount": first.to_decimal_text(), "currency": first.currency} if first else {}
    return await page.show("my_withdrawal.html", form=Form(typed), **_asking(page, found))


@post("/money/{shop_id:uuid}/withdrawals", guards=_SURE, status_code=200)
async def take_withdrawal(
    page: Page, staff: Staff, form: NamedDependency[Form], shop_id: FromPath[UUID]
) -> Response[Any]:
    found = await _mine(page, staff, shop_id)
    try:
        await ask_withdrawal(shop_id, _sum(form, found), by=staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("my_withdrawal.html", form, error, **_asking(page, found))
    await page.leave(staff, "Asked for. Two people of the platform look at it before it goes out.")
    return page.go(f"{HOME}/{shop_id}")


@post("/money/{shop_id:uuid}/withdrawals/{withdrawal_id:uuid}/cancellations", status_code=303)
async def take_cancellation(
    page: Page, staff: Staff, shop_id: FromPath[UUID], withdrawal_id: FromPath[UUID]
) -> Response[Any]:
    try:
        await cancel_withdrawal(withdrawal_id, by=staff, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
    else:
        await page.leave(staff, "Taken back. The money is part of the balance again.")
    return page.go(f"{HOME}/{shop_id}")


@post("/money/{shop_id:uuid}/automatic", guards=_SURE, status_code=303)
async def take_automatic(
    page: Page, staff: Staff, form: NamedDependency[Form], shop_id: FromPath[UUID]
) -> Response[Any]:
    await _mine(page, staff, shop_id)
    automatic = form.checkbox("automatic")
    await choose_automatic(shop_id, automatic=automatic, by=staff, now=page.visit.now)
    await page.leave(
        staff, "Money goes out by itself from now on." if automatic else "Money goes out when you ask for it."
    )
    return page.go(f"{HOME}/{shop_id}")


@get("/money/{shop_id:uuid}/account", guards=_SURE)
async def show_account(page: Page, staff: Staff, shop_id: FromPath[UUID]) -> Response[Any]:
    found = await _mine(page, staff, shop_id)
    return await page.show(
        "my_payout_account.html",
        form=Form({"way": "bank"}),
        shop=money_view(page, found),
        days=found.terms.account_days,
    )


@post("/money/{shop_id:uuid}/account", guards=_SURE, status_code=200)
async def take_account(
    page: Page, staff: Staff, form: NamedDependency[Form], shop_id: FromPath[UUID]
) -> Response[Any]:
    found = await _mine(page, staff, shop_id)
    try:
        usable = await change_account(page.runtime, shop_id, form, by=staff, now=page.visit.now)
    except BodegaError as error:
        shown = {"shop": money_view(page, found), "days": found.terms.account_days}
        return await page.show_again("my_payout_account.html", form, error, **shown)
    await page.leave(
        staff, "The account is changed. It can be used from %(day)s on.", day=page.moment(usable)
    )
    return page.go(f"{HOME}/{shop_id}")


async def _mine(page: DoorPage, staff: StaffMember, shop_id: UUID) -> MoneyOfShop:
    return await money_of_shop(shop_id, owner_id=staff.account_id, now=page.visit.now)


def _sum(form: Form, found: MoneyOfShop) -> Money:
    """Raises `InvalidInput` beside its field."""
    currencies = [one.currency for one in found.balances]
    currency = form.choice("currency", currencies)
    form.require_ok()
    money = form.amount("amount", currency)
    form.require_ok()
    return money


def _asking(page: DoorPage, found: MoneyOfShop) -> dict[str, Any]:
    codes = chosen_currencies(found.balances)
    return {"shop": money_view(page, found), "currencies": [(code, code) for code in codes]}


HANDLERS = [
    show_my_money, show_shops_money, show_withdrawal, take_withdrawal, take_cancellation, take_automatic, show_account,
    take_account,
]  # fmt: skip
