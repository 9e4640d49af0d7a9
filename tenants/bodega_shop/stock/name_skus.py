"""The denominations of a shop by name, to choose from."""

from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop

_NAMES = """
    select s.id, p.title, s.name from sku s join product p on p.id = s.product_id
     order by p.position, p.id, s.position, s.id"""


async def name_skus(shop: Shop) -> list[tuple[UUID, str]]:
    """In the order of the products, those off sale too: codes may come before the good is on sale."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_NAMES)
    return [(row["id"], f"{row['title']} · {row['name']}") for row in rows]
