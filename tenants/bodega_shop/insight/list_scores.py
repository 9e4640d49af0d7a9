"""The goods as they were judged last, the best first: one read of one narrow table, whatever the shop has sold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.catalog.read_shelf import search_pattern
from bodega_shop.insight.score_good import (
    BELOW_FLOOR,
    CASES,
    EXPIRING,
    FADING,
    LOSS,
    NO_COST,
    OUT,
    RISER,
    SHORT,
    SLOW,
)
from bodega_shop.insight.selection_terms import SelectionTerms, read_terms

PER_PAGE = 50
NAMED = 5

# What each filter shows: goods with any of these labels.
FILTERS: dict[str, tuple[str, ...]] = {
    "rising": (RISER,),
    "fading": (FADING,),
    "slow": (SLOW,),
    "margin": (BELOW_FLOOR, LOSS),
    "cost": (NO_COST,),
    "cases": (CASES,),
    "supply": (OUT, SHORT, EXPIRING),
}

_COLUMNS = """
    select r.sku_id, p.title, s.name, s.price, s.currency, p.state = 'published' and s.active as on_sale,
           r.score, r.units, r.change_percent, r.margin_points, r.stock, r.days_left, r.cases, r.labels
      from selection_score r
      join sku s on s.id = r.sku_id
      join product p on p.id = s.product_id"""

LIST = f"""{_COLUMNS}
     where (cardinality($1::text[]) = 0 or r.labels && $1::text[])
       and ($2 = '' or p.title ilike $2 or s.name ilike $2)
       and ($3::boolean is null or (p.state = 'published' and s.active) = $3::boolean)
     order by r.score desc, r.sku_id limit $4 offset $5"""

_RISERS = f"""{_COLUMNS}
     where r.labels @> array['{RISER}'] order by r.units desc, r.sku_id limit $1"""

_SLOW = f"""{_COLUMNS}
     where r.labels @> array['{SLOW}'] order by r.days_left desc nulls first, r.stock desc, r.sku_id limit $1"""


@dataclass(frozen=True)
class SelectionFilter:
    """`standing_out` is a key of `FILTERS` or empty; `on_sale` None shows also what is not on sale."""

    standing_out: str = ""
    search: str = ""
    on_sale: bool | None = None


@dataclass(frozen=True)
class ScoredGood:
    """One good; `units` were sold in the last four weeks, `margin_points` are ten-thousandths of the price."""

    sku_id: UUID
    title: str
    name: str
    price: Money
    on_sale: bool
    score: int
    units: int
    change_percent: int | None
    margin_points: int | None
    stock: int
    days_left: int | None
    cases: int
    labels: tuple[str, ...]


@dataclass(frozen=True)
class ScorePage:
    """`risers` and `slow` are named on the first page of the whole list only."""

    rows: tuple[ScoredGood, ...]
    more: bool
    terms: SelectionTerms
    risers: tuple[ScoredGood, ...] = ()
    slow: tuple[ScoredGood, ...] = ()

    @property
    def counted_at(self) -> datetime | None:
        return self.terms.counted_at


async def list_scores(shop: Shop, asked: SelectionFilter, *, page: int = 1) -> ScorePage:
    """Page `page`, from 1."""
    labels = list(FILTERS.get(asked.standing_out, ()))
    async with shop_scope(shop) as scope:
        terms = await read_terms(scope)
        found = await scope.fetch(
            LIST, labels, search_pattern(asked.search), asked.on_sale, PER_PAGE + 1, (page - 1) * PER_PAGE
        )
        rows = tuple(_good(dict(row)) for row in found)
        whole = asked == SelectionFilter() and page == 1
        risers, slow = (await _named(scope, _RISERS), await _named(scope, _SLOW)) if whole else ((), ())
    return ScorePage(rows[:PER_PAGE], len(rows) > PER_PAGE, terms, risers, slow)


async def _named(scope: Scope, sql: str) -> tuple[ScoredGood, ...]:
    return tuple(_good(dict(row)) for row in await scope.fetch(sql, NAMED))


def _good(row: dict[str, Any]) -> ScoredGood:
    price = Money(row.pop("price"), row.pop("currency"))
    return ScoredGood(**{**row, "price": price, "labels": tuple(row["labels"])})
