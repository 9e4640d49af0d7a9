"""The shelf that the stories of the catalogue share."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.catalog.create_category import create_category
from bodega_shop.catalog.create_product import create_product
from bodega_shop.catalog.edit_product import ProductTexts, edit_product
from bodega_shop.catalog.publish_product import publish_product
from bodega_shop.catalog.save_sku import SkuTexts, create_sku


@dataclass
class Person:
    account_id: UUID
    name: str


@dataclass
class Shelf:
    """Lin Wei's shelf, with the deeds she does most."""

    shop: Shop
    owner: Person
    now: object

    async def category(self, name: str = "点卡", parent_id: UUID | None = None) -> UUID:
        return await create_category(self.shop, name=name, parent_id=parent_id)

    async def draft(self, title: str = "星海点卡", category_id: UUID | None = None) -> UUID:
        return await create_product(self.shop, title=title, category_id=category_id, now=self.now)

    async def sku(self, product_id: UUID, name: str = "100 元", price: str = "99.80", **texts) -> UUID:
        wanted = {"min_quantity": "1", "max_quantity": "10", "active": True, **texts}
        return await create_sku(
            self.shop, product_id, SkuTexts(name=name, price=price, **wanted), by=self.owner, now=self.now
        )

    def texts(self, title: str, slug: str, category_id: UUID | None, **changed) -> ProductTexts:
        modules = {"introduction": "全国通用", "how_to": "在官网充值", "guarantee": "卡密无效包换"}
        return ProductTexts(
            title=title, slug=slug, category_id=category_id, **{"position": "100", **modules, **changed}
        )

    async def on_sale(
        self,
        title: str,
        slug: str,
        category_id: UUID,
        *,
        position: str = "100",
        prices: tuple[str, ...] = ("99.80",),
    ) -> tuple[UUID, list[UUID]]:
        """A complete product, published, with one denomination for each price."""
        product_id = await self.draft(title, category_id)
        texts = self.texts(title, slug, category_id, position=position)
        await edit_product(self.shop, product_id, texts, now=self.now)
        skus = [await self.sku(product_id, f"{price} 元", price) for price in prices]
        await publish_product(self.shop, product_id, by=self.owner, now=self.now)
        return product_id, skus

    async def stock(self, sku_id: UUID, count: int, *, state: str = "free", expires_on=None) -> None:
        """Sealed codes as an import leaves them."""
        async with shop_scope(self.shop) as scope:
            batch_id = new_id()
            await scope.execute(
                "insert into batch (id, sku_id, state, source_name, supplier_note, currency, separator, encoding,"
                " report, total, imported, created_at) values ($1, $2, 'ready', 'paste', '', 'CNY', '', 'utf-8',"
                " '{}', $3, $3, $4)",
                batch_id, sku_id, count, self.now,
            )  # fmt: skip
            ids = [new_id() for _ in range(count)]
            await scope.executemany(
                "insert into code (id, sku_id, batch_id, sealed, hint, rank, state, expires_on)"
                " values ($1, $2, $3, $4, '', $5, $6, $7)",
                [(id_, sku_id, batch_id, id_.bytes, n, state, expires_on) for n, id_ in enumerate(ids)],
            )


@pytest.fixture
def shelf(street, shop: Shop) -> Shelf:
    return Shelf(shop, Person(new_id(), "Lin Wei"), street.runtime.clock.now())
