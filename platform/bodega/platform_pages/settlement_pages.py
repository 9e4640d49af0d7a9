"""For the platform's people of `money`: what each shop has here, one shop's money, its hold, the terms, its statements."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, InvalidInput, NotFound
from bodega.kernel.form import Form
from bodega.platform_pages.money_view import RHYTHM_WORDS, balance_view, money_view
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.statement_view import show_statement, statement_file
from bodega.settlement.audit_settlements import audit_money
from bodega.settlement.hold_money import hold_money, release_money
from bodega.settlement.look_at_money import money_of_shop, money_of_street
from bodega.settlement.read_terms_form import read_terms_form, sums_text, typed_terms
from bodega.settlement.terms import FOR_ALL, RHYTHMS, Terms, look_at_wishes, plan_names, save_wish
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import Guard, requires, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{PREFIX}/settlements"
Page = NamedDependency[DoorPage]
Staff = NamedDependency[StaffMember]
Sent = NamedDependency[Form]
_MONEY = [requires("money")]
_SURE: list[Guard] = [requires("money"), requires_recent_password]
_LONGEST_REASON = 500


@get("/settlements", guards=_MONEY)
async def show_settlements(page: Page) -> Response[Any]:
    rows = [
        {"url": f"{HOME}/{shop_id}", "name": name, **balance_view(page, one)}
        for shop_id, name, balances in await money_of_street(now=page.visit.now)
        for one in balances
    ]
    return await page.show("settlements.html", rows=rows, differences=await audit_money())


@get("/settlements/terms", guards=_SURE)
async def show_terms(page: Page) -> Response[Any]:
    return await _terms(page, FOR_ALL)


@post("/settlements/terms", guards=_SURE, status_code=200)
async def take_terms(page: Page, staff: Staff, form: Sent) -> Response[Any]:
    return await _save(page, staff, form, FOR_ALL, HOME)


@get("/settlements/terms/{code:str}", guards=_SURE)
async def show_plans_terms(page: Page, code: FromPath[str]) -> Response[Any]:
    return await _terms(page, await _plan(code))


@post("/settlements/terms/{code:str}", guards=_SURE, status_code=200)
async def take_plans_terms(page: Page, staff: Staff, form: Sent, code: FromPath[str]) -> Response[Any]:
    return await _save(page, staff, form, await _plan(code), f"{HOME}/terms")


@get("/settlements/{shop_id:uuid}", guards=_MONEY)
async def show_shops_money(page: Page, shop_id: FromPath[UUID]) -> Response[Any]:
    return await _shop(page, shop_id, Form({"days": "14"}))


@get("/settlements/{shop_id:uuid}/terms", guards=_SURE)
async def show_shops_terms(page: Page, shop_id: FromPath[UUID]) -> Response[Any]:
    found = await money_of_shop(shop_id, now=page.visit.now)
    return await _terms(page, f"shop:{shop_id}", found.shop.name)


@post("/settlements/{shop_id:uuid}/terms", guards=_SURE, status_code=200)
async def take_shops_terms(page: Page, staff: Staff, form: Sent, shop_id: FromPath[UUID]) -> Response[Any]:
    found = await money_of_shop(shop_id, now=page.visit.now)
    return await _save(page, staff, form, f"shop:{shop_id}", f"{HOME}/{shop_id}", found.shop.name)


@post("/settlements/{shop_id:uuid}/holds", guards=_SURE, status_code=200)
async def take_hold(page: Page, staff: Staff, form: Sent, shop_id: FromPath[UUID]) -> Response[Any]:
    days = form.integer("days", 1, 365)
    try:
        form.require_ok()
        await hold_money(shop_id, days, form.value("reason"), by=staff, now=page.visit.now)
    except InvalidInput as error:
        form.refuse_with(error)
        return await _shop(page, shop_id, form, status=error.status)
    await page.leave(staff, "Held. The owner reads why.")
    return page.go(f"{HOME}/{shop_id}")


@post("/settlements/{shop_id:uuid}/releases", guards=_SURE, status_code=303)
async def take_release(page: Page, staff: Staff, shop_id: FromPath[UUID]) -> Response[Any]:
    try:
        await release_money(shop_id, by=staff, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
    else:
        await page.leave(staff, "Let go. Money goes out as before.")
    return page.go(f"{HOME}/{shop_id}")


@get("/settlements/{shop_id:uuid}/statement", guards=_MONEY)
async def show_shops_statement(page: Page, shop_id: FromPath[UUID]) -> Response[Any]:
    found = await money_of_shop(shop_id, now=page.visit.now)
    way = [(page.say("Settlements"), HOME), (found.shop.name, f"{HOME}/{shop_id}")]
    return await show_statement(page, shop_id, found.shop.name, way)


@get("/settlements/{shop_id:uuid}/statement/file", guards=_MONEY)
async def take_shops_statement(page: Page, shop_id: FromPath[UUID]) -> Response[Any]:
    await money_of_shop(shop_id, now=page.visit.now)
    return await statement_file(page, shop_id)


async def _shop(page: DoorPage, shop_id: UUID, form: Form, status: int = 200) -> Response[Any]:
    found = await money_of_shop(shop_id, now=page.visit.now)
    return await page.show("settlement_shop.html", status=status, shop=money_view(page, found), form=form)


async def _plan(code: str) -> str:
    """Raises `NotFound` for a plan that never was."""
    if code not in dict(await plan_names("en")):
        raise NotFound
    return f"plan:{code}"


async def _terms(page: DoorPage, about: str, shop: str = "") -> Response[Any]:
    usual, wish, reason = await look_at_wishes(about)
    context = await _context(page, about, usual, shop)
    return await page.show("settlement_terms.html", form=typed_terms(wish, reason), **context)


async def _save(
    page: DoorPage, staff: StaffMember, form: Form, about: str, home: str, shop: str = ""
) -> Response[Any]:
    try:
        reason = (
            form.required_lines("reason", _LONGEST_REASON) if shop else form.lines("reason", _LONGEST_REASON)
        )
        await save_wish(about, read_terms_form(form), reason, by=staff, now=page.visit.now)
    except BodegaError as error:
        usual, _, _ = await look_at_wishes(about)
        return await page.show_again(
            "settlement_terms.html", form, error, **await _context(page, about, usual, shop)
        )
    await page.leave(staff, "Counts for settlements from now on. What is settled keeps its days.")
    return page.go(home)


async def _context(page: DoorPage, about: str, usual: Terms, shop: str) -> dict[str, Any]:
    """What is asked for, and what an empty field means."""
    plans = await plan_names(page.visit.locale)
    kind, _, code = about.partition(":")
    return {
        "kind": kind,
        "name": shop or dict(plans).get(code, ""),
        "action": {"all": f"{HOME}/terms", "plan": f"{HOME}/terms/{code}"}.get(kind, f"{HOME}/{code}/terms"),
        "plans": [(name, f"{HOME}/terms/{code}") for code, name in plans] if kind == "all" else [],
        "usual": usual,
        "reserve": f"{usual.reserve_points / 100:g}",
        "sums": {"least": sums_text(usual.least), "fees": sums_text(usual.fees)},
        "rhythms": [("", page.say("As usual: %(rhythm)s", rhythm=page.say(RHYTHM_WORDS[usual.rhythm])))]
        + [(code, page.say(RHYTHM_WORDS[code])) for code in RHYTHMS],
    }  # fmt: skip


HANDLERS = [
    show_settlements, show_terms, take_terms, show_plans_terms, take_plans_terms, show_shops_money, show_shops_terms,
    take_shops_terms, take_hold, take_release, show_shops_statement, take_shops_statement,
]  # fmt: skip
