"""Put the demo's products on the shelf and their codes into stock; what is there already is left alone."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.catalog.create_category import create_category
from bodega_shop.catalog.create_product import create_product
from bodega_shop.catalog.edit_product import ProductTexts, edit_product
from bodega_shop.catalog.list_categories import list_categories
from bodega_shop.catalog.publish_product import publish_product
from bodega_shop.catalog.save_sku import SkuTexts, create_sku
from bodega_shop.demo.make_codes import make_codes
from bodega_shop.demo.read_goods import DemoGoods, DemoProduct, DemoSku
from bodega_shop.settings.record_deed import Actor


async def fill_shelf(shop: Shop, goods: DemoGoods, *, by: Actor, now: datetime) -> None:
    """Each step finds what an earlier run did, so that a start that was killed goes on where it stopped."""
    for place, product in enumerate(goods.products, start=1):
        category_id = await _ensure_category(shop, product.category)
        product_id = await _ensure_product(shop, product, category_id, now)
        texts = ProductTexts(
            title=product.title,
            slug=product.slug,
            category_id=category_id,
            position=str(place),
            introduction=product.introduction,
            how_to=product.how_to,
            guarantee=goods.guarantees[product.guarantee],
        )
        await edit_product(shop, product_id, texts, now=now)
        for sku in product.skus:
            await make_codes(shop, await _ensure_sku(shop, product_id, sku, by, now), sku, by=by, now=now)
        await publish_product(shop, product_id, by=by, now=now)


async def _ensure_category(shop: Shop, path: tuple[str, ...]) -> UUID:
    known = {node.path: node.id for node in await list_categories(shop)}
    parent_id: UUID | None = None
    for depth in range(1, len(path) + 1):
        found = known.get(path[:depth])
        parent_id = found or await create_category(shop, name=path[depth - 1], parent_id=parent_id)
    if parent_id is None:
        raise ValueError("a product of the demo lies in at least one category")
    return parent_id


async def _ensure_product(shop: Shop, product: DemoProduct, category_id: UUID, now: datetime) -> UUID:
    async with shop_scope(shop) as scope:
        # Its address is set a step after its title.
        found: UUID | None = await scope.fetchval(
            "select id from product where slug = $1 or title = $2", product.slug, product.title
        )
    return found or await create_product(shop, title=product.title, category_id=category_id, now=now)


async def _ensure_sku(shop: Shop, product_id: UUID, sku: DemoSku, by: Actor, now: datetime) -> UUID:
    async with shop_scope(shop) as scope:
        found: UUID | None = await scope.fetchval(
            "select id from sku where product_id = $1 and name = $2", product_id, sku.name
        )
    if found:
        return found
    texts = SkuTexts(sku.name, sku.price, "1", str(sku.most), active=True)
    return await create_sku(shop, product_id, texts, by=by, now=now)
