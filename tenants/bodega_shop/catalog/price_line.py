"""Make the price of a line: the one place where prices come from, each with how it came to be."""

from typing import Any

import msgspec
from msgspec import Struct

from bodega.kernel.money import Money


class Reason(Struct, frozen=True):
    """One step towards the price of a single piece. `rule` names it; `unit` is the price after it."""

    rule: str
    unit: Money


class PricedLine(Struct, frozen=True):
    """What some pieces of a good cost, and why."""

    unit: Money
    amount: Money
    reasons: tuple[Reason, ...]

    def reasons_as_json(self) -> list[dict[str, Any]]:
        """As they are stored on the line of an order."""
        return list(msgspec.to_builtins(self.reasons))


def price_line(list_price: Money, quantity: int) -> PricedLine:
    """The same for every buyer: a price depends on the good and the quantity, never on who asks.

    Raises `ValueError` for a quantity below 1, which is a mistake of ours: forms are read before prices are made.
    """
    if quantity < 1:
        raise ValueError("a line has at least one piece")
    return PricedLine(
        unit=list_price, amount=list_price * quantity, reasons=(Reason("list_price", list_price),)
    )
