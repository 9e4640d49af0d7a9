"""Days as payment services in China count them: by which bills are written."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def china_day(moment: datetime) -> date:
    """The day of `moment` there."""
    return moment.astimezone(CHINA).date()


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """The moments at which that day begins and ends."""
    begin = at_hour(day, 0)
    return begin, begin + timedelta(days=1)


def at_hour(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), CHINA)
