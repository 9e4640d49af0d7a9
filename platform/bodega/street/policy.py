"""What the platform lays down for every shop: caps that no owner can pass."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bodega.kernel.money import Money, exponent

BONUS_PERCENT_LIMIT = 100
BALANCE_LIMIT = 10**12
_USUAL_DIGITS = 2


@dataclass(frozen=True)
class Policy:
    """`bonus_percent_most` is the most a shop may give on top of a top-up, in percent of what was paid in.

    `balance_most` is the most a customer's balance may reach by topping up, in hundredths of a major unit: the same
    figure in each currency. `collects`: the platform has the licence to take money for shops and owe it to them.
    """

    bonus_percent_most: int = 30
    balance_most: int = 500_000
    collects: bool = False

    def most_bonus(self, principal: Money) -> Money:
        """The largest bonus for that sum, rounded down."""
        return Money(principal.minor * self.bonus_percent_most // 100, principal.currency)

    def most_balance(self, currency: str) -> Money:
        digits = exponent(currency)
        return Money(self.balance_most * 10**digits // 10**_USUAL_DIGITS, currency)


def read_policy(stored: Mapping[str, Any]) -> Policy:
    """From the rows by name; a value of another version that cannot be used is left out."""
    usual = asdict(Policy())
    fitting: dict[str, Any] = {
        name: value
        for name, value in stored.items()
        if name in usual and type(value) is type(usual[name]) and value >= 0
    }
    return Policy(**fitting)
