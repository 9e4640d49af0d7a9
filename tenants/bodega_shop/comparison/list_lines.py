"""The lines of one comparison, differences first among them or alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop

PER_PAGE = 50

_SELECT = """
    select l.id, l.class, l.kind, l.out_trade_no, l.gateway_txn, l.refund_no, l.gross, l.fee, l.ours, l.currency, l.outcome,
           l.occurred_at, l.settled_by, l.settled_note, l.settled_at, o.number
      from comparison_line l left join purchase o on o.id = l.purchase_id
     where l.comparison_id = $1 and ($2 or l.class <> 'matched')
     order by (l.class = 'matched'), (l.settled_at is not null), l.occurred_at, l.line_key limit $3 offset $4"""


@dataclass(frozen=True)
class ComparedLine:
    """One line. `ours` is None where the shop knows nothing of it, `number` empty where it is of no order."""

    id: UUID
    verdict: str
    kind: str
    out_trade_no: str
    gateway_txn: str
    refund_no: str
    gross: Money
    fee: Money | None
    ours: Money | None
    outcome: str
    occurred_at: datetime | None
    settled_by: str
    settled_note: str
    settled_at: datetime | None
    number: str

    @property
    def is_open(self) -> bool:
        return self.verdict != "matched" and self.settled_at is None


async def list_lines(
    shop: Shop, comparison_id: UUID, *, everything: bool = False, page: int = 1
) -> tuple[list[ComparedLine], bool]:
    """One page, and whether there are more."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_SELECT, comparison_id, everything, PER_PAGE + 1, (page - 1) * PER_PAGE)
    return [_line(dict(row)) for row in rows[:PER_PAGE]], len(rows) > PER_PAGE


def _line(row: dict[str, Any]) -> ComparedLine:
    currency = row.pop("currency")

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, currency)

    return ComparedLine(
        verdict=row.pop("class"),
        gross=Money(row.pop("gross"), currency),
        fee=money(row.pop("fee")),
        ours=money(row.pop("ours")),
        number=row.pop("number") or "",
        **row,
    )
