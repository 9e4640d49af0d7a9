"""Count in working days and working hours, as the platform's calendar has them: weekends, holidays, make-up days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bodega.kernel.database import Scope
from bodega.qualifications.china_day import CHINA

BEGINS, ENDS = time(9), time(18)
# An answer is never promised for later than this, however the calendar was edited.
_FARTHEST_DAYS = 120
_SATURDAY = 5

_DAYS = "select day, working from calendar_day where day between $1 and $2"


@dataclass(frozen=True)
class WorkingDays:
    """`said` are the days that are not as their weekday says: worked or not."""

    said: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        return self.said.get(day, day.weekday() < _SATURDAY)

    def after(self, start: datetime, days: int) -> datetime:
        """The end of the last of so many working days; the day of `start` itself does not count."""
        day, left = start.astimezone(CHINA).date(), days
        for _ in range(_FARTHEST_DAYS):
            if left <= 0:
                break
            day += timedelta(days=1)
            left -= self.is_working(day)
        return datetime.combine(day, ENDS, CHINA).astimezone(UTC)

    def hours_between(self, start: datetime, end: datetime) -> float:
        """How many working hours lie between two moments; none where the second is not later."""
        total, day, last = timedelta(), start.astimezone(CHINA).date(), end.astimezone(CHINA).date()
        while day <= last:
            if self.is_working(day):
                opened = max(start, datetime.combine(day, BEGINS, CHINA))
                closed = min(end, datetime.combine(day, ENDS, CHINA))
                total += max(closed - opened, timedelta())
            day += timedelta(days=1)
        return total / timedelta(hours=1)


async def read_working_days(scope: Scope, first: datetime, last: datetime) -> WorkingDays:
    """What the calendar says of the days between two moments."""
    rows = await scope.fetch(_DAYS, first.astimezone(CHINA).date(), last.astimezone(CHINA).date())
    return WorkingDays({row["day"]: row["working"] for row in rows})


async def due_after(scope: Scope, start: datetime, days: int) -> datetime:
    """When so many working days are over that begin with the day after `start`."""
    known = await read_working_days(scope, start, start + timedelta(days=_FARTHEST_DAYS))
    return known.after(start, days)
