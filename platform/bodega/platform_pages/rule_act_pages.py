"""What is done to a rule: tried, scheduled, ended, or its draft thrown away."""

from datetime import timedelta
from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.platform_pages.rule_pages import HOME, rule_page
from bodega.qualifications.china_day import china_day
from bodega.rulebook.try_rule import try_rule
from bodega.rulebook.write_rule import drop_draft, end_rule, schedule_rule
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import Guard, requires, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

# Every shop is judged by it from then on.
_SURE: list[Guard] = [requires("moderate"), requires_recent_password]


@post("/rules/{rule_id:str}/{version:int}/trials", status_code=303, guards=[requires("moderate")])
async def take_trial(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    rule_id: FromPath[str],
    version: FromPath[int],
) -> Response[Any]:
    await try_rule(rule_id, version, staff, now=page.visit.now)
    await page.leave(staff, "It is being tried on all listings. Nothing happens to them.")
    return page.go(f"{HOME}/{rule_id}#trial")


@post("/rules/{rule_id:str}/{version:int}/schedules", status_code=200, guards=_SURE)
async def take_schedule(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    rule_id: FromPath[str],
    version: FromPath[int],
) -> Response[Any]:
    begins = form.day("begins")
    ends = form.day("ends") if form.filled("ends") else None
    try:
        form.require_ok()
        await schedule_rule(page.runtime, rule_id, version, begins, ends, staff, now=page.visit.now)
    except BodegaError as error:
        return await _again(page, rule_id, form, error)
    await page.leave(staff, "It is scheduled. Every shop is judged by it from that day on.")
    return page.go(f"{HOME}/{rule_id}")


@post("/rules/{rule_id:str}/ends", status_code=200, guards=_SURE)
async def take_end(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    rule_id: FromPath[str],
) -> Response[Any]:
    """Without a day it ends at once."""
    yesterday = china_day(page.visit.now) - timedelta(days=1)
    last_day = form.day("last_day") if form.filled("last_day") else yesterday
    try:
        form.require_ok()
        await end_rule(page.runtime, rule_id, last_day, staff, now=page.visit.now)
    except BodegaError as error:
        return await _again(page, rule_id, form, error)
    await page.leave(staff, "It ends then. Its cases are closed, and what it kept off sale comes back.")
    return page.go(f"{HOME}/{rule_id}")


@post("/rules/{rule_id:str}/{version:int}/deletions", status_code=303, guards=[requires("moderate")])
async def take_deletion(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    rule_id: FromPath[str],
    version: FromPath[int],
) -> Response[Any]:
    await drop_draft(rule_id, version, staff, now=page.visit.now)
    await page.leave(staff, "The draft is gone.")
    return page.go(HOME)


async def _again(page: DoorPage, rule_id: str, form: Form, error: BodegaError) -> Response[Any]:
    form.refuse_with(error)
    return await rule_page(page, rule_id, form, error.status)


HANDLERS = [take_trial, take_schedule, take_end, take_deletion]
