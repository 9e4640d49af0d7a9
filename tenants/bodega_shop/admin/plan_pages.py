"""Plans and bills for the platform's people of `money`: the plans, one of them, who bills by which clocks, the bills."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.billing.audit_billing import audit_billing
from bodega.billing.list_bills import latest_bills, look_at_bill
from bodega.billing.plan import Plan, latest_plans, look_at_plan
from bodega.billing.read_plan_form import CURRENCIES, LIMITED, percent_text, read_plan_form
from bodega.billing.save_plan import save_plan
from bodega.billing.terms import BillingTerms, read_terms, save_terms
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.money import Money
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import Guard, requires, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency
from bodega_shop.platform_bills.bill_view import bill_row, bill_view, payment_row

HOME, BILLS = "/admin/plans", "/admin/bills"
_MONEY = [requires("money")]
_SURE: list[Guard] = [requires("money"), requires_recent_password]


@get("/plans", guards=_MONEY)
async def show_plans(page: NamedDependency[DoorPage]) -> Response[Any]:
    return await page.show("plans.html", **await _plans(page))


@get("/plans/new", guards=_SURE)
async def show_new_plan(page: NamedDependency[DoorPage]) -> Response[Any]:
    form = Form({"currency": "CNY", "offered": "on", "trial_days": "14"})
    return await page.show("plan.html", form=form, currencies=_currencies(), plan=None)


@get("/plans/{plan_id:uuid}", guards=_SURE)
async def show_plan(page: NamedDependency[DoorPage], plan_id: FromPath[UUID]) -> Response[Any]:
    plan = await look_at_plan(plan_id)
    return await page.show("plan.html", form=_typed(plan), currencies=_currencies(), plan=plan)


@post("/plans", guards=_SURE, status_code=200)
async def take_plan(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    try:
        await save_plan(read_plan_form(form), by=staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("plan.html", form, error, currencies=_currencies(), plan=None)
    await page.leave(staff, "The plan is saved. It counts for whoever chooses it from now on.")
    return page.go(HOME)


@post("/plans/terms", guards=_SURE, status_code=200)
async def take_terms(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    terms = BillingTerms(
        seller=form.lines("seller", 500),
        tax_note=form.lines("tax_note", 500),
        grace_days=form.integer("grace_days", 1, 90),
    )
    try:
        form.require_ok()
        await save_terms(terms, by=staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("plans.html", form, error, **(await _plans(page) | {"form": form}))
    await page.leave(staff, "Counts for bills that are written from now on.")
    return page.go(HOME)


@get("/bills", guards=_MONEY)
async def show_bills(page: NamedDependency[DoorPage]) -> Response[Any]:
    rows = [bill_row(page, bill, BILLS) for bill in await latest_bills()]
    return await page.show("bills.html", rows=rows, differences=await audit_billing())


@get("/bills/{bill_id:uuid}", guards=_MONEY)
async def show_bill(page: NamedDependency[DoorPage], bill_id: FromPath[UUID]) -> Response[Any]:
    bill, payments = await look_at_bill(bill_id)
    shown = [payment_row(page, payment) for payment in payments]
    return await page.show("bill.html", bill=bill_view(page, bill), payments=shown, shop_id=bill["shop_id"])


async def _plans(page: DoorPage) -> dict[str, Any]:
    async with platform_scope() as scope:
        plans, terms = await latest_plans(scope), await read_terms(scope)
    rows = [
        {
            "url": f"{HOME}/{plan.id}",
            "name": plan.named(page.visit.locale),
            "version": plan.version,
            "month": Money(plan.price_month, plan.currency).format(page.visit.locale),
            "year": Money(plan.price_year, plan.currency).format(page.visit.locale),
            "state": "on" if plan.offered else "off",
        }
        for plan in plans
    ]
    return {"rows": rows, "form": Form({name: str(value) for name, value in asdict(terms).items()})}


def _currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in CURRENCIES]


def _typed(plan: Plan) -> Form:
    limits = {name: getattr(plan, name) for name in LIMITED}
    return Form(
        {name: "" if value is None else str(value) for name, value in limits.items()}
        | {
            "code": plan.code,
            "en": plan.name["en"],
            "zh": plan.name["zh"],
            "currency": plan.currency,
            "price_month": plan.price("month").to_decimal_text(),
            "price_year": plan.price("year").to_decimal_text(),
            "trial_days": str(plan.trial_days),
            "commission": percent_text(plan.commission_points),
            "trades": "\n".join(
                f"{trade} {percent_text(points) or '0'}" for trade, points in plan.trade_points.items()
            ),
            "offered": "on" if plan.offered else "",
        }
    )


HANDLERS = [show_plans, show_new_plan, show_plan, take_plan, take_terms, show_bills, show_bill]
