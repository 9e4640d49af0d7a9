"""Make the price of a line: the one place where prices come from, each with how it came to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct

from bodega.kernel.money import Money
from bodega_shop.contracts.pricing import PricedGood, Pricer

LIST_PRICE = "list_price"


class Reason(Struct, frozen=True, omit_defaults=True):
    """One step towards the price of a single piece. `rule` names it; `unit` is the price after it.

    `en` and `zh` say it in words, empty for the list price.
    """

    rule: str
    unit: Money
    en: str = ""
    zh: str = ""


class PricedLine(Struct, frozen=True):
    """What some pieces of a good cost, and why."""

    unit: Money
    amount: Money
    reasons: tuple[Reason, ...]

    def reasons_as_json(self) -> list[dict[str, Any]]:
        """As they are stored on the line of an order."""
        return list(msgspec.to_builtins(self.reasons))


@dataclass(frozen=True)
class PreparedRule:
    """A price rule, made ready for one buyer."""

    code: str
    price: Pricer


def price_line(
    list_price: Money, quantity: int, good: PricedGood | None = None, rules: Sequence[PreparedRule] = ()
) -> PricedLine:
    """The same for every buyer but for the rules: a price depends on the good, the quantity and what was earned.

    Raises `ValueError` for a quantity below 1, which is a mistake of ours: forms are read before prices are made.
    """
    if quantity < 1:
        raise ValueError("a line has at least one piece")
    unit, reasons = list_price, [Reason(LIST_PRICE, list_price)]
    for rule in rules if good is not None else ():
        step = rule.price(good, quantity, unit) if good is not None else None
        # A rule that raises a price, or makes one of another currency, is not believed.
        if step is None or step.unit.currency != unit.currency or not 0 <= step.unit.minor < unit.minor:
            continue
        unit = step.unit
        reasons.append(Reason(rule.code, unit, step.why.en, step.why.zh))
    return PricedLine(unit=unit, amount=unit * quantity, reasons=tuple(reasons))
