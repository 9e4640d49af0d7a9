"""Judge how long the stock lasts at the rate of the last weeks, and how much of it would expire unsold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SHORT_DAYS, LONG_DAYS = 7, 90
_LONGEST_DAYS = 9_999


@dataclass(frozen=True)
class Lot:
    """Unsold codes of one cost and one last day, both None where unknown; money in minor units of the good's currency."""

    count: int
    expires_on: date | None
    unit_cost: int | None


@dataclass(frozen=True)
class Supply:
    """`days_left` is None where nothing is sold or nothing lies there; `expiring` is how many cannot be sold in time."""

    stock: int
    days_left: int | None
    expiring: int
    first_expiry: date | None

    @property
    def lasts_too_long(self) -> bool:
        return self.days_left is not None and self.days_left > LONG_DAYS


def judge_supply(lots: Sequence[Lot], rate: float, *, today: date) -> Supply:
    """`rate` is units a day. Codes that expire first are taken to be sold first, so `expiring` is the least to expect."""
    stock = sum(lot.count for lot in lots)
    days_left = min(int(stock / rate), _LONGEST_DAYS) if rate and stock else None
    days = [lot.expires_on for lot in lots if lot.expires_on is not None]
    expiring = max([0, *(_unsold_by(day, lots, rate, today) for day in days)])
    return Supply(stock, days_left, expiring, min(days, default=None))


def readiness(supply: Supply) -> float:
    """From 0 to 1: full for a week to ninety days of stock, less below and beyond, less for what would expire."""
    if not supply.stock:
        return 0.0
    usable = 1 - supply.expiring / supply.stock
    if supply.days_left is None:
        return 0.5 * usable
    if supply.days_left < SHORT_DAYS:
        return supply.days_left / SHORT_DAYS * usable
    return min(1.0, LONG_DAYS / supply.days_left) * usable


def _unsold_by(day: date, lots: Sequence[Lot], rate: float, today: date) -> int:
    due = sum(lot.count for lot in lots if lot.expires_on is not None and lot.expires_on <= day)
    return due - int(rate * max((day - today).days, 0))
