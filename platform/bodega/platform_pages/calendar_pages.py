"""The platform's calendar: days that are not as their weekday says, and how many working days an answer takes."""

from typing import Any

from litestar import Response, get, post

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import CHINESE, ENGLISH
from bodega.moderation.due_dates import (
    LEAST_DAYS,
    MOST_DAYS,
    RISKS,
    ReviewDays,
    change_review_days,
    current_review_days,
)
from bodega.moderation.edit_calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_NAME,
    fill_from_library,
    read_year,
    set_day,
    take_day_away,
)
from bodega.platform_pages.navigation import PREFIX
from bodega.qualifications.china_day import china_day
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

_HOME = f"{PREFIX}/calendar"
_REVIEWS = [requires("review")]
_DECIDES = [requires("staff")]
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@get("/calendar", guards=_REVIEWS)
async def show_calendar(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    year = _year(Form(dict(page.request.query_params)), china_day(page.visit.now).year)
    return await page.show("calendar.html", **await _context(page, staff, year, None))


@post("/calendar/days", status_code=303, guards=_DECIDES)
async def take_day(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    day, working = form.day("day"), form.choice("working", ("yes", "no")) == "yes"
    en, zh = form.required_text("en", LONGEST_NAME), form.required_text("zh", LONGEST_NAME)
    try:
        form.require_ok()
        await set_day(day, working=working, en=en, zh=zh, by=staff, now=page.visit.now)
    except BodegaError as error:
        year = _year(form, china_day(page.visit.now).year)
        context = await _context(page, staff, year, form)
        return await page.show_again("calendar.html", context.pop("form"), error, **context)
    await page.leave(staff, "The calendar is changed. What is promised already stays promised.")
    return page.go(f"{_HOME}?year={day.year}")


@post("/calendar/removed-days", status_code=303, guards=_DECIDES)
async def take_removal(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    day = form.day("day")
    form.require_ok()
    await take_day_away(day, by=staff, now=page.visit.now)
    return page.go(f"{_HOME}?year={day.year}")


@post("/calendar/filled-years", status_code=303, guards=_DECIDES)
async def take_filling(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    year = form.integer("year", FIRST_YEAR, LAST_YEAR)
    form.require_ok()
    added = await fill_from_library(year, by=staff, now=page.visit.now)
    await page.leave(staff, "%(count)s days were added.", count=str(added))
    return page.go(f"{_HOME}?year={year}")


@post("/calendar/review-days", status_code=303, guards=_DECIDES)
async def take_review_days(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    days = ReviewDays(**{risk: form.integer(risk, LEAST_DAYS, MOST_DAYS) for risk in RISKS})
    form.require_ok()
    await change_review_days(days, by=staff, now=page.visit.now)
    await page.leave(staff, "Counts for what is handed in from now on.")
    return page.go(_HOME)


def _year(form: Form, usual: int) -> int:
    year = form.integer("year", FIRST_YEAR, LAST_YEAR, usual)
    return min(max(year, FIRST_YEAR), LAST_YEAR)


async def _context(page: DoorPage, staff: StaffMember, year: int, form: Form | None) -> dict[str, Any]:
    language = CHINESE if page.visit.locale == CHINESE else ENGLISH
    days = await current_review_days()
    return {
        "form": form or Form({"working": "no"}),
        "days_form": page.shown(Form({risk: str(days.of(risk)) for risk in RISKS})),
        "may_change": staff.may("staff"),
        "year": year,
        "rows": [
            {
                "day": one.day.isoformat(),
                "weekday": page.say(_WEEKDAYS[one.day.weekday()]),
                "working": one.working,
                "end": "",
                "name": one.name.get(language) or one.name.get(ENGLISH, ""),
            }
            for one in await read_year(year)
        ],
    }


HANDLERS = [show_calendar, take_day, take_removal, take_filling, take_review_days]
