"""What if it cost something else: what a sale would leave, and how many must be sold to earn as much as now.

How many buyers another price brings or costs is not known, and not made up: the page says from which number on the new
price is the better one, and the owner judges whether that many will come.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bodega.kernel.money import Money
from bodega_shop.insight.judge_demand import LEAST_DAYS
from bodega_shop.insight.judge_margin import Margin, WayToPay, judge_margin, lowest_price


@dataclass(frozen=True)
class Trial:
    """`needed` units in four weeks earn at the new price what `lately` units earn now; None where that has no answer."""

    now: Margin
    then: Margin
    lately: int
    needed: int | None
    floor_price: Money | None
    below_floor: bool

    @property
    def difference(self) -> int | None:
        """How many more than now must be sold; negative for fewer."""
        return None if self.needed is None else self.needed - self.lately

    @property
    def difference_percent(self) -> int | None:
        if self.difference is None or not self.lately:
            return None
        return round(100 * self.difference / self.lately)


def try_price(
    price: Money,
    now: Margin,
    rate: float,
    floor_points: int,
    ways: Sequence[WayToPay],
) -> Trial:
    """`now` is the margin at the present price, `rate` the units a day that are sold at it."""
    then = judge_margin(price, now.cost, ways)
    lately = round(rate * LEAST_DAYS)
    floor = lowest_price(now.cost, floor_points, price.currency, ways) if now.cost is not None else None
    below = then.left is not None and (then.points is None or then.points < floor_points)
    return Trial(now, then, lately, _needed(now, then, lately), floor, below)


def _needed(now: Margin, then: Margin, lately: int) -> int | None:
    """Nothing to compare while nothing is earned: with an unknown cost, without sales, or where each sale loses."""
    if now.left is None or then.left is None or now.left <= 0 or then.left <= 0 or not lately:
        return None
    return math.ceil(lately * now.left / then.left)
