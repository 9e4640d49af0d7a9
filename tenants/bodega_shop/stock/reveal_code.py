"""Open one code for a member of staff, and write down who saw it."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.delivery.reveal_codes import RevealedCode, open_code
from bodega_shop.settings.record_deed import Actor

_OPEN = """
    with opened as materialized (
        select id, sku_id, sealed, fields, purchase_id from code where id = $1
    ), told as (
        insert into reveal (id, code_id, purchase_id, at, actor, via, address)
        select $2, id, purchase_id, $3, $4, 'staff', $5 from opened
    )
    select id, sku_id, sealed, fields from opened"""


async def reveal_code(shop: Shop, code_id: UUID, *, by: Actor, address: str, now: datetime) -> RevealedCode:
    """The code in full, whatever its state. Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_OPEN, code_id, new_id(), now, by.name, address)
        if row is None:
            raise NotFound
        secret = open_code(shop, row["id"], row["sealed"])
    return RevealedCode(row["id"], row["sku_id"], secret, row["fields"])
