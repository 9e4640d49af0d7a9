"""Which denominations on sale are running out or sold out."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bodega.kernel.database import Scope

# A denomination is counted no further than the mark below which its stock is low.
_LOW = """
    select s.id, s.product_id, p.title as product_title, s.name, k.stock
      from product p join sku s on s.product_id = p.id
     cross join lateral (
         select count(*) as stock from (
             select 1 from code c where c.sku_id = s.id and c.on_shelf
                and (c.expires_on is null or c.expires_on > $1) limit $2) counted) k
     where p.state = 'published' and s.active and k.stock < $2
     order by k.stock, p.position, p.id, s.position, s.id"""


@dataclass(frozen=True)
class LowSku:
    id: UUID
    product_id: UUID
    product_title: str
    name: str
    stock: int


async def read_low_stock(scope: Scope, *, low_mark: int, today: date) -> list[LowSku]:
    """Those with `low_mark` codes or fewer that can be sold today, the scarcest first."""
    return [LowSku(**dict(row)) for row in await scope.fetch(_LOW, today, low_mark + 1)]
