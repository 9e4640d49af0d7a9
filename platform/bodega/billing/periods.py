"""The time that a price is for, and the part of a price that a part of that time is worth."""

import calendar
from datetime import datetime

from bodega.kernel.money import Money
from bodega.qualifications.china_day import CHINA


def period_end(begun_at: datetime, begins: datetime, rhythm: str) -> datetime:
    """A month or a year after `begins`, on the day of the month on which it all began, where that month has it."""
    local, day = begins.astimezone(CHINA), begun_at.astimezone(CHINA).day
    months = local.month - 1 + (12 if rhythm == "year" else 1)
    year, month = local.year + months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return local.replace(year=year, month=month, day=min(day, last)).astimezone(begins.tzinfo)


def part_left(price: Money, begins: datetime, ends: datetime, now: datetime) -> Money:
    """What is left of the price at `now`, rounded down to the minor unit; nothing once the period is over."""
    whole, left = (ends - begins).total_seconds(), (ends - now).total_seconds()
    share = min(max(int(left), 0), int(whole))
    return Money(price.minor * share // max(int(whole), 1), price.currency)
