"""Fill a year of the platform's calendar with China's public holidays and the weekend days that make up for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import holidays

from bodega.kernel.database import Scope
from bodega.kernel.i18n import CHINESE, ENGLISH
from bodega.qualifications.china_day import china_day

COUNTRY = "CN"
_SATURDAY = 5
_MAKE_UP = {ENGLISH: "Working weekend", CHINESE: "调休上班"}

_MADE_UP_FOR = re.compile(r"substituted from (\d+)/(\d+)/\d+")

# What somebody has set already stays as it is.
_INSERT = "insert into calendar_day (day, working, name) values ($1, $2, $3) on conflict (day) do nothing"
_KNOWN = "select exists (select 1 from calendar_day where day between $1 and $2)"


@dataclass(frozen=True)
class SpecialDay:
    """One day that is not as its weekday says; `name` by language."""

    day: date
    working: bool
    name: dict[str, str]


async def load_calendar(scope: Scope, *, now: datetime) -> None:
    """This year and the next, each only while nothing is known of it: days that admins took away stay away."""
    year = china_day(now).year
    for one in (year, year + 1):
        if not await scope.fetchval(_KNOWN, date(one, 1, 1), date(one, 12, 31)):
            await fill_year(scope, one)


async def fill_year(scope: Scope, year: int) -> int:
    """How many days were added. For a year whose make-up days are not announced yet the holidays alone are known."""
    return sum(
        [
            await scope.execute(_INSERT, special.day, special.working, special.name)
            for special in _special_days(year)
        ]
    )


def _special_days(year: int) -> Iterator[SpecialDay]:
    english = holidays.country_holidays(COUNTRY, years=year, language="en_US")
    chinese = holidays.country_holidays(COUNTRY, years=year, language="zh_CN")
    for day, name in sorted(english.items()):
        # A holiday on a weekend changes nothing about that day, and would only fill the list.
        if day.year == year and day.weekday() < _SATURDAY:
            yield SpecialDay(day, working=False, name=_named(name, str(chinese.get(day, name))))
    for day in sorted(english.weekend_workdays):
        if day.year == year:
            yield SpecialDay(day, working=True, name=_MAKE_UP)


def _named(english: str, chinese: str) -> dict[str, str]:
    """The library's names, but for its words on days that others make up for, which say nothing to a reader."""
    made_up = _MADE_UP_FOR.search(english)
    if made_up:
        month, day = int(made_up[1]), int(made_up[2])
        return {
            ENGLISH: f"Day off, made up for on {month}/{day}",
            CHINESE: f"调休放假（{month}月{day}日上班）",
        }
    return {ENGLISH: english.removesuffix(" (observed)"), CHINESE: chinese.removesuffix("（观察日）")}
