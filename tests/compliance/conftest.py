"""A shelf for stories about the rules: goods that are put on sale the way an owner does it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.street.shop import Shop
from bodega_shop.catalog.create_category import create_category
from bodega_shop.catalog.create_product import create_product
from bodega_shop.catalog.edit_product import ProductTexts, edit_product
from bodega_shop.catalog.publish_product import publish_product
from bodega_shop.catalog.save_sku import SkuTexts, create_sku, edit_sku
from bodega_shop.compliance.tell_platform import tell_cases

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noon in Beijing


@dataclass(frozen=True)
class LinWei:
    account_id: UUID | None = None
    name: str = "Lin Wei"


@dataclass
class Shelf:
    """星海点卡行 as its owner works in it."""

    street: object
    shop: Shop
    category_id: UUID
    now: datetime = NOON
    by: LinWei = field(default_factory=LinWei)

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    async def draft(self, title: str = "星海点卡", **said: str) -> UUID:
        product_id = await create_product(self.shop, title=title, category_id=self.category_id, now=self.now)
        await self.save(product_id, title=title, **said)
        await self.price(product_id)
        return product_id

    async def on_sale(self, title: str = "星海点卡", **said: str) -> UUID:
        product_id = await self.draft(title, **said)
        await self.publish(product_id)
        return product_id

    async def save(self, product_id: UUID, *, title: str = "星海点卡", introduction: str = "100 元面值"):
        texts = ProductTexts(
            title=title, slug=f"good-{product_id.hex[-12:]}", category_id=self.category_id, position="1",
            introduction=introduction, how_to="在游戏内输入卡密", guarantee="无效即补发或退款",
        )  # fmt: skip
        return await edit_product(self.shop, product_id, texts, now=self.now)

    async def price(self, product_id: UUID, price: str = "99.80", **struck: str) -> UUID:
        texts = SkuTexts("100元", price, "1", "5", active=True, **struck)
        return await create_sku(self.shop, product_id, texts, by=self.by, now=self.now)

    async def reprice(self, sku_id: UUID, price: str, **struck: str) -> None:
        texts = SkuTexts("100元", price, "1", "5", active=True, **struck)
        await edit_sku(self.shop, sku_id, texts, by=self.by, now=self.now)

    async def publish(self, product_id: UUID) -> bool:
        return await publish_product(self.shop, product_id, by=self.by, now=self.now)

    async def state(self, product_id: UUID) -> str:
        async with shop_scope(self.shop) as scope:
            row = await scope.fetchrow("select state, stopped_at from product where id = $1", product_id)
        return "stopped" if row["stopped_at"] else row["state"]

    async def cases(self, subject_id: UUID | None = None) -> dict[str, str]:
        """The state of the newest case of each rule."""
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch(
                "select rule, state from policy_case where $1::uuid is null or subject_id = $1 order by opened_at, id",
                subject_id,
            )
        return {row["rule"]: row["state"] for row in rows}

    async def case(self, rule: str) -> dict[str, object]:
        async with shop_scope(self.shop) as scope:
            row = await scope.fetchrow(
                "select id, state, hits, revision, decision, severity from policy_case where rule = $1"
                " order by opened_at desc, id desc limit 1",
                rule,
            )
        return dict(row)

    async def deeds(self) -> list[str]:
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch(
                "select deed from deed where deed like 'product.%' or deed like 'case.%' order by id"
            )
        return [row["deed"] for row in rows]

    async def tell(self) -> None:
        await tell_cases(self.street.runtime, self.shop, {})

    async def told(self) -> list[dict[str, object]]:
        async with platform_scope() as scope:
            rows = await scope.fetch(
                "select id, rule_id, state, title, severity, verdict, appeal from rule_case where shop_id = $1"
                " order by opened_at, id",
                self.shop.id,
            )
        return [dict(row) for row in rows]


async def lay_out(street, name: str = "星海点卡行") -> Shelf:
    shop = await street.open_shop(name=name)
    return Shelf(street, shop, await create_category(shop, name="游戏点卡", parent_id=None))


@pytest.fixture
async def shelf(street) -> Shelf:
    return await lay_out(street)


@pytest.fixture(scope="session")
def another_shelf(street):
    """More shops, for stories about several."""

    async def open_one(name: str = "云听会员店") -> Shelf:
        return await lay_out(street, name)

    return open_one
