"""What the platform lays down for every shop: a form."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.money import Money, parse_amount
from bodega.platform_pages.navigation import PREFIX
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.street.change_policy import change_policy, current_policy
from bodega.street.policy import BALANCE_LIMIT, BONUS_PERCENT_LIMIT, Policy

_FIGURES = "CNY"  # only for the digits: the same figure counts in every currency


@get("/policy", guards=[requires("shops")])
async def show_policy(page: NamedDependency[DoorPage]) -> Response[Any]:
    policy = await current_policy()
    values = {
        "bonus_percent_most": str(policy.bonus_percent_most),
        "balance_most": Money(policy.balance_most, _FIGURES).to_decimal_text(),
        "collects": "on" if policy.collects else "",
    }
    return await page.show("policy.html", form=Form(values))


@post("/policy", guards=[requires("shops"), requires_recent_password], status_code=200)
async def take_policy(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    policy = _read(form)
    try:
        form.require_ok()
        await change_policy(
            page.runtime, policy, actor_id=staff.account_id, actor=staff.name, now=page.visit.now
        )
    except BodegaError as error:
        return await page.show_again("policy.html", form, error)
    await page.leave(staff, "The policy is changed. It counts for every shop from now on.")
    return page.go(f"{PREFIX}/policy")


def _read(form: Form) -> Policy:
    percent = form.integer("bonus_percent_most", 0, BONUS_PERCENT_LIMIT)
    balance = form.amount(
        "balance_most", _FIGURES, least=parse_amount("1", _FIGURES), most=Money(BALANCE_LIMIT, _FIGURES)
    )
    return Policy(bonus_percent_most=percent, balance_most=balance.minor, collects=form.checkbox("collects"))
