"""Throw a draft away, as long as nothing was ever stocked or ordered of it."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound, Refused
from bodega.street.shop import Shop
from bodega_shop.compliance.close_cases import close_cases

_TRACES = """
    select exists (select 1 from batch b join sku s on s.id = b.sku_id where s.product_id = $1)
        or exists (select 1 from purchase_line l join sku s on s.id = l.sku_id where s.product_id = $1)"""


async def delete_product(shop: Shop, product_id: UUID, *, now: datetime) -> None:
    """Raises `Refused` when it is on sale or has a history, saying what to do instead; `NotFound`."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow("select state, image_id from product where id = $1 for update", product_id)
        if row is None:
            raise NotFound
        if row["state"] != "draft":
            raise Refused("Take this product off sale first.")
        if await scope.fetchval(_TRACES, product_id):
            raise Refused(
                "Codes were stocked or orders placed for this product, so it stays. It is off sale."
            )
        await scope.execute("delete from sku where product_id = $1", product_id)
        await close_cases(scope, product_id, now=now)
        await scope.execute("delete from product where id = $1", product_id)
        await scope.execute("delete from image where id = $1", row["image_id"])
