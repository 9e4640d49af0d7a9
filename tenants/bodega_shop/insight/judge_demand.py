"""Judge how steadily a good is asked for: how many a day, how evenly over the weeks, and whether it grows or fades."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

WINDOW = 56
WEEK = 7
LEAST_DAYS = 28
RISES_BY = 1.3
_BEYOND_CHANCE = 2.0

_LEVEL_WEIGHT, _EVENNESS_WEIGHT, _TREND_WEIGHT = 0.5, 0.3, 0.2


@dataclass(frozen=True)
class Demand:
    """Of the `days` that were counted. `variation` is the spread of the weeks by their mean, None for no whole two weeks.

    `later` and `earlier` are the units of the two halves, `lately` those of the last four weeks, `rate` the same a day.
    """

    days: int
    units: int
    level: float
    variation: float | None
    earlier: int
    later: int
    lately: int
    rate: float

    @property
    def half(self) -> int:
        """How many days each of the compared halves has."""
        return self.days // 2

    @property
    def is_new(self) -> bool:
        """Whether it is too young for a trend."""
        return self.days < LEAST_DAYS

    @property
    def change_percent(self) -> int | None:
        """How much more the later half has than the earlier one; None where there is nothing to compare with."""
        if self.is_new or not self.earlier:
            return None
        return round(100 * (self.later / self.earlier - 1))

    @property
    def rises(self) -> bool:
        return not self.is_new and _grew(self.earlier, self.later)

    @property
    def fades(self) -> bool:
        return not self.is_new and _grew(self.later, self.earlier)


def judge_demand(days: Sequence[int]) -> Demand:
    """`days` are units day by day, the oldest first, beginning with the first day on which it could be sold."""
    counted = len(days)
    half = counted // 2
    lately = days[-min(LEAST_DAYS, counted) :] if counted else ()
    return Demand(
        days=counted,
        units=sum(days),
        level=sum(days) / counted if counted else 0.0,
        variation=_variation(_weeks(days)),
        earlier=sum(days[counted - 2 * half : counted - half]),
        later=sum(days[counted - half :]) if half else 0,
        lately=sum(lately),
        rate=sum(lately) / len(lately) if lately else 0.0,
    )


def judge_weeks(weeks: Sequence[int], sellers: int) -> Demand:
    """The same for the sums of many sellers: `level` and `rate` are then those of one of them on the average."""
    days, half = len(weeks) * WEEK, len(weeks) // 2
    later = sum(weeks[half:])
    return Demand(
        days=days,
        units=sum(weeks),
        level=sum(weeks) / days / sellers,
        variation=_variation(weeks),
        earlier=sum(weeks[:half]),
        later=later,
        lately=later,
        rate=later / (half * WEEK) / sellers,
    )


def steadiness(demand: Demand) -> float:
    """From 0 to 1: half for the level (one a day is half of that), three tenths for evenness, two for the trend."""
    if not demand.units:
        return 0.0
    level = demand.level / (demand.level + 1)
    evenness = 0.5 if demand.variation is None else 1 - min(1.0, demand.variation)
    halves = demand.earlier + demand.later
    trend = 0.5 if demand.is_new or not halves else demand.later / halves
    return _LEVEL_WEIGHT * level + _EVENNESS_WEIGHT * evenness + _TREND_WEIGHT * trend


def _weeks(days: Sequence[int]) -> list[int]:
    """Whole weeks, counted back from the last day."""
    first = len(days) % WEEK
    return [sum(days[place : place + WEEK]) for place in range(first, len(days), WEEK)]


def _variation(weeks: Sequence[int]) -> float | None:
    mean = fmean(weeks) if weeks else 0.0
    return pstdev(weeks) / mean if len(weeks) > 1 and mean else None


def _grew(before: int, after: int) -> bool:
    """By a good deal, and by more than chance alone brings: sales that come at random spread by the root of their number."""
    return after >= RISES_BY * before and after - before >= _BEYOND_CHANCE * math.sqrt(after + before) > 0
