"""The texts that go with a good after it was bought, also when it is no longer on sale."""

from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop


@dataclass(frozen=True)
class Modules:
    """How to redeem, and what the shop guarantees, in Markdown."""

    how_to: str
    guarantee: str


async def read_modules(shop: Shop, product_id: UUID) -> Modules | None:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow("select how_to, guarantee from product where id = $1", product_id)
    return Modules(**dict(row)) if row else None
