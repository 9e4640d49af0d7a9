"""The codes of a shop, masked, filtered and in pages."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.street.shop import Shop
from bodega_shop.stock.code_filter import STATE_OF_CODE, WHERE, CodeFilter

PER_PAGE = 50

_LIST = f"""
    select c.id, c.hint, {STATE_OF_CODE} as state, c.sku_id, c.batch_id, c.expires_on, c.sold_at,
           s.name as sku_name, p.title as product_title, o.number as order_number, b.created_at as imported_at
      from code c join sku s on s.id = c.sku_id join product p on p.id = s.product_id
      join batch b on b.id = c.batch_id left join purchase o on o.id = c.purchase_id
     where {WHERE}
     order by c.sold_at desc nulls last, c.rank, c.id limit $7 offset $8"""


@dataclass(frozen=True)
class CodeRow:
    """One code without its secret. The order is the one that holds it, if one does."""

    id: UUID
    hint: str
    state: str
    sku_id: UUID
    batch_id: UUID
    expires_on: date | None
    sold_at: datetime | None
    sku_name: str
    product_title: str
    order_number: str | None
    imported_at: datetime


async def list_codes(
    shop: Shop, asked: CodeFilter, *, page: int = 1, today: date
) -> tuple[list[CodeRow], bool]:
    """One page, from 1, and whether there are more: what was sold last comes first, then what will be sold next."""
    async with shop_scope(shop) as scope:
        rows = await read_rows(scope, asked, today=today, limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE)
    return rows[:PER_PAGE], len(rows) > PER_PAGE


async def read_rows(
    scope: Scope, asked: CodeFilter, *, today: date, limit: int, offset: int = 0
) -> list[CodeRow]:
    rows = await scope.fetch(_LIST, *asked.arguments(today), limit, offset)
    return [CodeRow(**dict(row)) for row in rows]
