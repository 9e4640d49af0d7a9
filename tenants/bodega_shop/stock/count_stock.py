"""How many codes each denomination, and each batch, has: by what can be done with them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.street.shop import Shop

_COUNTS = """
    count(*) filter (where state = 'free' and (expires_on is null or expires_on > $1)) as free,
    count(*) filter (where state = 'free' and expires_on <= $1) as expired,
    count(*) filter (where state = 'reserved') as reserved, count(*) filter (where state = 'sold') as sold,
    count(*) filter (where state = 'void') as void"""

_SKUS = f"""
    select s.id, s.name, s.product_id, p.title as product_title, p.state = 'published' and s.active as on_sale,
           coalesce(k.free, 0) as free, coalesce(k.reserved, 0) as reserved, coalesce(k.sold, 0) as sold,
           coalesce(k.void, 0) as void, coalesce(k.expired, 0) as expired
      from sku s join product p on p.id = s.product_id
      left join (select sku_id, {_COUNTS} from code where $2::uuid is null or sku_id = $2 group by sku_id) k
        on k.sku_id = s.id
     where $2::uuid is null or s.id = $2
     order by p.position, p.id, s.position, s.id"""


@dataclass(frozen=True)
class CodeCounts:
    """`free` can be sold today; `expired` could be but for its day."""

    free: int
    reserved: int
    sold: int
    void: int
    expired: int

    @property
    def unsold(self) -> int:
        """What lies on the shelf, whether it can be sold today or not."""
        return self.free + self.expired


@dataclass(frozen=True)
class StockedSku:
    """A denomination and its codes; `on_sale` when buyers see it."""

    id: UUID
    name: str
    product_id: UUID
    product_title: str
    on_sale: bool
    counts: CodeCounts

    @property
    def full_name(self) -> str:
        return f"{self.product_title} · {self.name}"


async def count_stock(shop: Shop, *, today: date) -> list[StockedSku]:
    """Every denomination of the shop, in the order of its products."""
    async with shop_scope(shop) as scope:
        return await _stocked(scope, today, None)


async def count_sku(shop: Shop, sku_id: UUID, *, today: date) -> StockedSku:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        found = await _stocked(scope, today, sku_id)
    if not found:
        raise NotFound
    return found[0]


async def count_batch(shop: Shop, batch_id: UUID, *, today: date) -> CodeCounts:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(f"select {_COUNTS} from code where batch_id = $2", today, batch_id)
    assert row is not None  # noqa: S101 - an aggregate always has one row
    return _counts(row)


async def _stocked(scope: Scope, today: date, sku_id: UUID | None) -> list[StockedSku]:
    rows = await scope.fetch(_SKUS, today, sku_id)
    return [
        StockedSku(
            row["id"],
            row["name"],
            row["product_id"],
            row["product_title"],
            row["on_sale"],
            _counts(row),
        )
        for row in rows
    ]


def _counts(row: asyncpg.Record) -> CodeCounts:
    return CodeCounts(row["free"], row["reserved"], row["sold"], row["void"], row["expired"])
