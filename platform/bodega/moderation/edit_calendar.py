"""Look at a year of the platform's calendar, and change its days."""

from collections.abc import Sequence
from datetime import date, datetime

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.i18n import CHINESE, ENGLISH
from bodega.moderation.fill_calendar import SpecialDay, fill_year
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

FIRST_YEAR, LAST_YEAR = 2020, 2100
LONGEST_NAME = 60

_YEAR = "select day, working, name from calendar_day where day between $1 and $2 order by day"
_SET = """
    insert into calendar_day (day, working, name) values ($1, $2, $3)
    on conflict (day) do update set working = excluded.working, name = excluded.name"""
_TAKE_AWAY = "delete from calendar_day where day = $1"


async def read_year(year: int) -> Sequence[SpecialDay]:
    """The days of that year that are not as their weekday says."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_YEAR, date(year, 1, 1), date(year, 12, 31))
    return [SpecialDay(row["day"], row["working"], row["name"]) for row in rows]


async def set_day(day: date, *, working: bool, en: str, zh: str, by: StaffMember, now: datetime) -> None:
    """What is promised already stays promised. Raises `InvalidInput` for a day far away."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInput("This is not a date.", field="day")
    async with platform_scope() as scope:
        await scope.execute(_SET, day, working, {ENGLISH: en, CHINESE: zh})
        await record(
            scope, deed="calendar.changed", actor_id=by.account_id, actor=by.name, now=now, day=day.isoformat(),
            working=working,
        )  # fmt: skip


async def take_day_away(day: date, *, by: StaffMember, now: datetime) -> None:
    """From then on it is as its weekday says."""
    async with platform_scope() as scope:
        if await scope.execute(_TAKE_AWAY, day):
            await record(
                scope,
                deed="calendar.changed",
                actor_id=by.account_id,
                actor=by.name,
                now=now,
                day=day.isoformat(),
            )


async def fill_from_library(year: int, *, by: StaffMember, now: datetime) -> int:
    """How many days were added; those that are there stay as they are."""
    async with platform_scope() as scope:
        added = await fill_year(scope, year)
        if added:
            await record(
                scope,
                deed="calendar.changed",
                actor_id=by.account_id,
                actor=by.name,
                now=now,
                year=year,
                count=added,
            )
    return added
