"""Count a stock that is too large to be counted for every reader: exactly, and once in a few seconds."""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.catalog.read_shelf import MOST_COUNTED, ShelfProduct

KEEP_SECONDS = 5.0
MOST_KEPT = 10_000

_COUNT = """
    select count(*) from code where sku_id = $1 and on_shelf and (expires_on is null or expires_on > $2)"""


@dataclass
class _Count:
    """One SKU's number. The lock lets a crowd of readers wait for one count instead of making many."""

    number: int = 0
    until: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class LargeStock:
    """The large stocks of this process's shops, as they were at most `keep_seconds` ago.

    Large is what reaches `counted_to`, where the reader of the shelf stopped.
    """

    def __init__(self, *, counted_to: int = MOST_COUNTED, keep_seconds: float = KEEP_SECONDS) -> None:
        self._counted_to = counted_to
        self._keep_seconds = keep_seconds
        self._kept: dict[tuple[UUID, UUID], _Count] = defaultdict(_Count)

    async def fill_in(self, shop: Shop, product: ShelfProduct, *, today: date) -> ShelfProduct:
        """The product with its true numbers where the shelf stopped counting."""
        if all(sku.stock < self._counted_to for sku in product.skus):
            return product
        skus = [
            sku
            if sku.stock < self._counted_to
            else replace(sku, stock=await self._count(shop, sku.id, today))
            for sku in product.skus
        ]
        return replace(product, skus=tuple(skus))

    async def _count(self, shop: Shop, sku_id: UUID, today: date) -> int:
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        count = self._kept[shop.id, sku_id]
        async with count.lock:
            if count.until <= time.monotonic():
                async with shop_scope(shop) as scope:
                    count.number = await scope.fetchval(_COUNT, sku_id, today)
                count.until = time.monotonic() + self._keep_seconds
        return count.number
