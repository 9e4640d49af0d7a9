"""The day that counts for papers: they are dated where they are given out, and most of them are in China."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def china_day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def next_morning(moment: datetime) -> datetime:
    """A few minutes into the coming day there."""
    day = china_day(moment) + timedelta(days=1)
    return datetime.combine(day, time(0, 5), CHINA).astimezone(UTC)
