"""How long before it begins a change of the platform's rules has to be announced.

Seven days at least: E-Commerce Law of China, article 34. A change that weighs more for those who trade here, fifteen:
Measures for the Supervision of Online Trading Platform Rules (decree 116 of 2025 of the State Administration for Market
Regulation and the Cyberspace Administration, in force since 1 February 2026). What a law demands at once, and a first
version, which changes nothing for anybody, begin at once; so do licences, which article 15 wants kept up to date.
"""

from datetime import UTC, date, datetime, time, timedelta

from bodega.kernel.errors import InvalidInput
from bodega.published.kinds import RULES
from bodega.qualifications.china_day import CHINA, china_day

SMALL_DAYS, MATERIAL_DAYS = 7, 15


def notice_days(kind: str, *, material: bool, by_law: bool, first: bool) -> int:
    if kind not in RULES or by_law or first:
        return 0
    return MATERIAL_DAYS if material else SMALL_DAYS


def first_day(now: datetime, days: int) -> date:
    """The first day whose morning in Beijing is at least so many whole days away."""
    earliest = now + timedelta(days=days)
    day = china_day(earliest)
    return day if _morning(day) >= earliest else day + timedelta(days=1)


def begin_of(wanted: date | None, days: int, *, now: datetime) -> datetime:
    """When a version that is announced now begins; without a day as soon as it may.

    Raises `InvalidInput` for a day that is past, or too near.
    """
    if not days:
        if wanted is not None and wanted < china_day(now):
            raise InvalidInput("This day is past.", field="day")
        return now if wanted is None else max(now, _morning(wanted))
    earliest = first_day(now, days)
    if wanted is not None and wanted < earliest:
        raise InvalidInput(
            "A change like this is announced %(days)s days ahead: %(earliest)s at the earliest.",
            field="day", days=days, earliest=f"{earliest}",
        )  # fmt: skip
    return _morning(wanted or earliest)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA).astimezone(UTC)
