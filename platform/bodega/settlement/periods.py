"""Where a period of settlement ends: at midnight in Beijing, of each day, each Sunday, or each month's last day."""

from datetime import UTC, datetime, time, timedelta

from bodega.qualifications.china_day import CHINA, china_day
from bodega.settlement.terms import Rhythm


def last_end(now: datetime, rhythm: Rhythm) -> datetime:
    """The latest end of a period that is not after `now`."""
    day = china_day(now)
    if rhythm == "week":
        day -= timedelta(days=day.weekday())
    elif rhythm == "month":
        day = day.replace(day=1)
    return datetime.combine(day, time(0), CHINA).astimezone(UTC)


def next_end(now: datetime, rhythm: Rhythm) -> datetime:
    """When the period ends that `now` lies in."""
    days = {"day": 1, "week": 7, "month": 32}[rhythm]
    return last_end(last_end(now, rhythm) + timedelta(days=days, hours=1), rhythm)
