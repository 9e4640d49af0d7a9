"""What the goods on a product's page cost for whoever looks at it; for guests nothing is asked and nothing changes."""

from collections.abc import Mapping
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega_shop.catalog.prepare_rules import prepare_rules
from bodega_shop.catalog.price_line import PricedLine, price_line
from bodega_shop.catalog.read_shelf import ShelfProduct
from bodega_shop.contracts.pricing import PricedGood
from bodega_shop.orders.price_goods import read_categories
from bodega_shop.storefront.render_page import Front

OwnPrices = Mapping[UUID, PricedLine]


async def own_prices(front: Front, product: ShelfProduct, quantity: int) -> OwnPrices:
    """By SKU, where the price is another than the list price."""
    if front.customer is None:
        return {}
    rules = await prepare_rules(front.runtime, front.shop, front.customer.id)
    if not rules:
        return {}
    async with shop_scope(front.shop) as scope:
        above = await read_categories(scope, [product.category_id])
    categories = above.get(product.category_id, ()) if product.category_id else ()
    lines = {
        sku.id: price_line(sku.price, quantity, PricedGood(sku.id, product.id, categories, sku.price), rules)
        for sku in product.skus
    }
    return {sku_id: line for sku_id, line in lines.items() if len(line.reasons) > 1}
