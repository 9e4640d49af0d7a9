"""The statement of one shop for one month: every movement between it and the platform, and sums that add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.billing.accounts import credit_of, due_from, owed_to
from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega.settlement.accounts import KINDS, Kind, kind_of, leaving_of, settled_of

_MOVES = """
    select at, source, leg, debit, credit, amount, currency from transfer
     where shop_id = $1 and at >= $2 and at < $3 and phase = 'posted'
       and (debit = any($4) or credit = any($4)) order by at, id"""
_BEFORE = """
    select currency, sum(case when credit = any($3) then amount else 0 end
                       - case when debit = any($3) then amount else 0 end)::bigint as sum
      from transfer where shop_id = $1 and at < $2 and phase = 'posted' and (debit = any($3) or credit = any($3))
     group by currency"""


@dataclass(frozen=True)
class StatementLine:
    """One movement; more than nothing is to the shop's good."""

    at: datetime
    source: str
    leg: str
    kind: Kind
    money: Money


@dataclass(frozen=True)
class Statement:
    """In one currency: `opening` plus all `lines` is `closing`. Less than nothing is what the shop owes."""

    currency: str
    opening: Money
    lines: Sequence[StatementLine]
    closing: Money

    @property
    def adds_up(self) -> bool:
        return self.opening + Money.total((line.money for line in self.lines), self.currency) == self.closing

    def sums(self) -> dict[Kind, Money]:
        """What came and went, by what it was; the kinds of which nothing moved are left out."""
        found = dict.fromkeys(KINDS, Money.zero(self.currency))
        for line in self.lines:
            found[line.kind] += line.money
        there = {line.kind for line in self.lines}
        return {kind: money for kind, money in found.items() if kind in there}


def accounts_of(shop_id: UUID) -> list[str]:
    """Everything that stands between the two: settled or not, on its way out, billed, and to its credit."""
    return [owed_to(shop_id), settled_of(shop_id), leaving_of(shop_id), due_from(shop_id), credit_of(shop_id)]


async def read_statements(scope: Scope, shop_id: UUID, begins: datetime, ends: datetime) -> list[Statement]:
    """One for each currency. Opening and closing are read apart from the lines, so that a statement can be wrong."""
    own = accounts_of(shop_id)
    before = {row["currency"]: row["sum"] for row in await scope.fetch(_BEFORE, shop_id, begins, own)}
    after = {row["currency"]: row["sum"] for row in await scope.fetch(_BEFORE, shop_id, ends, own)}
    rows = await scope.fetch(_MOVES, shop_id, begins, ends, own)
    lines: dict[str, list[StatementLine]] = {}
    for row in rows:
        sign = (row["credit"] in own) - (row["debit"] in own)
        if sign:
            money = Money(sign * row["amount"], row["currency"])
            lines.setdefault(row["currency"], []).append(
                StatementLine(
                    row["at"],
                    row["source"],
                    row["leg"],
                    kind_of(row["source"], row["leg"], row["debit"], row["credit"]),
                    money,
                )
            )
    return [
        Statement(
            currency,
            Money(before.get(currency, 0), currency),
            tuple(lines.get(currency, ())),
            Money(after.get(currency, 0), currency),
        )
        for currency in sorted({*before, *after})
    ]
