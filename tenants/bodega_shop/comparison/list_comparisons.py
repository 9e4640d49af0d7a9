"""The days that were compared, the newest first, each with what the service says, what the books say, and what is open."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.comparison.sum_ledger import Sums, sum_ledger

PER_PAGE = 40
KINDS = ("payments", "refunds", "fees")

_SELECT = """
    select c.id, c.channel_id, c.day, c.state, c.attempts, c.failure, c.counts, c.sums, c.started_at, c.finished_at,
           coalesce(h.name, '') as channel_name,
           (select count(*) from comparison_line l
             where l.comparison_id = c.id and l.class <> 'matched' and l.settled_at is null) as open
      from comparison c left join channel h on h.id = c.channel_id """

_LIST = """ where ($1::uuid is null or c.channel_id = $1) and (not $2 or exists (
                select 1 from comparison_line l
                 where l.comparison_id = c.id and l.class <> 'matched' and l.settled_at is null))
             order by c.day desc, h.position, c.id limit $3 offset $4"""


@dataclass(frozen=True)
class Side:
    """What one side says in one currency: payments, less refunds, less fees."""

    payments: Money
    refunds: Money
    fees: Money

    @property
    def total(self) -> Money:
        return self.payments - self.refunds - self.fees


@dataclass(frozen=True)
class Compared:
    """One day of one channel. `sides` are, by currency, what the service lists and what the books hold."""

    id: UUID
    channel_id: UUID
    channel_name: str
    day: date
    state: str
    attempts: int
    failure: str
    counts: dict[str, int]
    open: int
    started_at: datetime
    finished_at: datetime | None
    sides: dict[str, tuple[Side, Side]] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        return sum(self.counts.values())

    @property
    def agrees(self) -> bool:
        return all(there.total == here.total for there, here in self.sides.values())


async def list_comparisons(
    shop: Shop, *, channel_id: UUID | None = None, only_open: bool = False, page: int = 1
) -> tuple[list[Compared], bool]:
    """One page, and whether there are more."""
    async with shop_scope(shop) as scope:
        start = (page - 1) * PER_PAGE
        rows = await scope.fetch(_SELECT + _LIST, channel_id, only_open, PER_PAGE + 1, start)
        return await _compared(scope, [dict(row) for row in rows[:PER_PAGE]]), len(rows) > PER_PAGE


async def read_comparison(shop: Shop, comparison_id: UUID) -> Compared:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT + " where c.id = $1", comparison_id)
        if row is None:
            raise NotFound
        return (await _compared(scope, [dict(row)]))[0]


async def _compared(scope: Scope, rows: list[dict[str, Any]]) -> list[Compared]:
    books = await sum_ledger(scope, [(row["id"], row["channel_id"], row["day"]) for row in rows])
    return [_one(row, row.pop("sums"), books[row["id"]]) for row in rows]


def _one(row: dict[str, Any], there: Sums, here: Sums) -> Compared:
    sides = {
        currency: (_side(there, currency), _side(here, currency)) for currency in sorted({*there, *here})
    }
    return Compared(**row, sides=sides)


def _side(sums: Sums, currency: str) -> Side:
    told = sums.get(currency, {})
    return Side(*(Money(told.get(kind, 0), currency) for kind in KINDS))
