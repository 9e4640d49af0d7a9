"""Make the price of a line: the one place where prices come from, each with how it came to be."""

from typing import Any, Protocol

from msgspec import Struct

from bodega.kernel.money import Money


class SkuRow(Protocol):
    """A row of `sku`, with its `price` in minor units and its `currency`."""

    def __getitem__(self, key: str, /) -> Any: ...


class Reason(Struct, frozen=True):
    """One step towards the price of a single piece. `rule` names it; `unit` is the price after it."""

    rule: str
    unit: Money


class PricedLine(Struct, frozen=True):
    """What `quantity` pieces cost, and why; the reasons are stored on the order's line."""

    unit: Money
    amount: Money
    reasons: tuple[Reason, ...]


def price_line(sku_row: SkuRow, quantity: int, currency: str) -> PricedLine:
    """The same for every buyer: a price depends on the good and the quantity, never on who asks.

    Raises `ValueError` for a quantity below 1, or a good that is priced in another currency than `currency`:
    a shop has one currency, so either is a mistake of ours.
    """
    if quantity < 1:
        raise ValueError("a line has at least one piece")
    if sku_row["currency"] != currency:
        raise ValueError(f"a good priced in {sku_row['currency']} was asked for in {currency}")
    unit = Money(sku_row["price"], currency)
    return PricedLine(unit=unit, amount=unit * quantity, reasons=(Reason("list_price", unit),))
