"""The batches from which an order's goods could be taken, the newest first, with what is left in each."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop

MOST = 50

_SELECT = """
    select b.id, b.source_name, b.supplier_note, b.created_at, l.product_title, l.sku_name, count(*)::integer as free
      from purchase_line l join batch b on b.sku_id = l.sku_id
      join code c on c.batch_id = b.id and c.sku_id = l.sku_id and c.on_shelf
           and (c.expires_on is null or c.expires_on > $2)
     where l.purchase_id = $1
     group by b.id, l.product_title, l.sku_name order by b.created_at desc, b.id limit $3"""


@dataclass(frozen=True)
class FreeBatch:
    id: UUID
    source_name: str
    supplier_note: str
    created_at: datetime
    product_title: str
    sku_name: str
    free: int


async def list_free_batches(shop: Shop, order_id: UUID, *, today: date) -> list[FreeBatch]:
    async with shop_scope(shop) as scope:
        return [FreeBatch(**dict(row)) for row in await scope.fetch(_SELECT, order_id, today, MOST)]
