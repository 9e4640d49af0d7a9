"""Score a good from 0 to 100: demand 40, margin 30, risk 20, supply 10. docs/selection.md has the formula in words."""

from dataclasses import dataclass

from bodega.demand.read_sums import StreetDemand
from bodega_shop.insight.judge_demand import Demand, judge_weeks, steadiness
from bodega_shop.insight.judge_margin import Margin
from bodega_shop.insight.judge_supply import SHORT_DAYS, Supply, readiness

DEMAND, MARGIN, RISK, SUPPLY = 40, 30, 20, 10
STREET_WEIGHT = 0.3
AT_THE_FLOOR = 0.4
FULL_ABOVE_FLOOR = 3_000

RISER, FADING, SLOW, NEW = "riser", "fading", "slow", "new"
BELOW_FLOOR, LOSS, NO_COST = "below_floor", "loss", "no_cost"
CASES, OUT, SHORT, EXPIRING = "cases", "out", "short", "expiring"


@dataclass(frozen=True)
class Judged:
    """Everything that is known of one good when it is scored; `cases` are the open ones against it."""

    demand: Demand
    street: StreetDemand | None
    margin: Margin
    floor_points: int
    cases: int
    supply: Supply


@dataclass(frozen=True)
class Score:
    """The points of each part; `labels` name what stands out, for filters and badges."""

    demand: int
    margin: int
    risk: int
    supply: int
    labels: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.demand + self.margin + self.risk + self.supply


def score_good(it: Judged) -> Score:
    return Score(
        round(DEMAND * _demand(it)),
        round(MARGIN * _margin(it)),
        round(RISK / (1 + it.cases)),
        round(SUPPLY * readiness(it.supply)),
        tuple(_labels(it)),
    )


def is_slow(it: Judged) -> bool:
    """Four weeks on the shelf and in stock, and not one sold in them, or more in stock than ninety days will sell."""
    if it.demand.is_new or not it.supply.stock:
        return False
    return it.demand.rate == 0 or it.supply.lasts_too_long


def _demand(it: Judged) -> float:
    own = steadiness(it.demand)
    if it.street is None:
        return own
    street = steadiness(judge_weeks(it.street.weeks, it.street.sellers))
    # What was hardly on the shelf yet is told by the others, more than by itself.
    weight = 1 - STREET_WEIGHT if it.demand.is_new else STREET_WEIGHT
    return (1 - weight) * own + weight * street


def _margin(it: Judged) -> float:
    """An unknown cost counts half: neither punished nor praised."""
    if it.margin.cost is None:
        return 0.5
    points, floor = it.margin.points, it.floor_points
    if points is None or points <= 0:
        return 0.0
    if points < floor:
        return AT_THE_FLOOR * points / floor
    return AT_THE_FLOOR + (1 - AT_THE_FLOOR) * min(1.0, (points - floor) / FULL_ABOVE_FLOOR)


def _labels(it: Judged) -> list[str]:
    points, left = it.margin.points, it.margin.left
    stands_out = {
        RISER: it.demand.rises,
        FADING: it.demand.fades,
        SLOW: is_slow(it),
        NEW: it.demand.is_new,
        LOSS: left is not None and left < 0,
        BELOW_FLOOR: left is not None and left >= 0 and points is not None and points < it.floor_points,
        NO_COST: it.margin.cost is None,
        CASES: it.cases > 0,
        OUT: it.supply.stock == 0,
        SHORT: it.supply.days_left is not None and it.supply.days_left < SHORT_DAYS,
        EXPIRING: it.supply.expiring > 0,
    }
    return [label for label, holds in stands_out.items() if holds]
