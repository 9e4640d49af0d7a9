"""Read several denominations at once, as a basket shows them: with their product, price and stock."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.catalog.read_shelf import MOST_COUNTED, ShelfProduct, ShelfSku, products_from

_SELECT = """
    select p.id, p.slug, p.title, p.kind, p.category_id, c.name as category_name, p.image_id,
           s.id as sku_id, s.name as sku_name, s.price, s.currency, s.min_quantity, s.max_quantity,
           (select count(*) from (select 1 from code k where k.sku_id = s.id and k.on_shelf
               and (k.expires_on is null or k.expires_on > $2)
             limit greatest($3, s.max_quantity, (select low_stock + 1 from profile))) counted) as stock
      from sku s join product p on p.id = s.product_id join category c on c.id = p.category_id
     where s.id = any($1::uuid[]) and s.active and p.state = 'published'"""


async def read_basket_goods(
    shop: Shop, sku_ids: Sequence[UUID], *, today: date
) -> dict[UUID, tuple[ShelfProduct, ShelfSku]]:
    """By SKU, each with a product that holds this one denomination; what is not on sale is left out."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_SELECT, list(sku_ids), today, MOST_COUNTED)
    found = {}
    for row in rows:
        product = products_from([row])[0]
        found[row["sku_id"]] = (product, product.skus[0])
    return found
