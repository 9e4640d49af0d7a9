"""What the platform asks of the part that knows a shop's orders: how they went, and what they brought."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """How the paid orders of a span of time went.

    `correct` were delivered, and neither money nor goods came back; `exceptions` waited for a person at some time.
    `buyers` are different contacts. `median_seconds` is from the payment to the delivery, none without any. `trades` are
    the categories of the street that the goods on the shelf now are of.
    """

    orders: int
    buyers: int
    correct: int
    exceptions: int
    median_seconds: int | None
    trades: Sequence[str]


@dataclass(frozen=True)
class Income:
    """What a span of time brought in one currency, in minor units, by the shop's own books.

    `taken` is what goods were sold for, `given_back` what went back to buyers, `orders` how many sales that were.
    """

    currency: str
    orders: int
    taken: int
    given_back: int


@dataclass(frozen=True)
class StandingDoor:
    """`read_figures(shop, begins, ends)` gives `Figures`, `read_income(shop, begins, ends)` an `Income` for each currency.

    Both only read, outside of any transaction, and may be asked again.
    """

    read_figures: Callable[..., Awaitable[Figures]]
    read_income: Callable[..., Awaitable[Sequence[Income]]]
