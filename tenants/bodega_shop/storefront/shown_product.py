"""The product whose page a visitor asked for, as it is now, with its live stock."""

from bodega_shop.catalog.read_shelf import ShelfProduct, product_on_shelf
from bodega_shop.floor import floor_of
from bodega_shop.storefront.render_page import Front


async def shown_product(front: Front, slug: str) -> ShelfProduct:
    """Visitors who ask for the same page at the same moment share one reading; raises `NotFound`."""
    shop, today = front.shop, front.visit.now.date()
    return await floor_of(front.runtime).shown_products.read(
        (shop.id, slug, today), lambda: product_on_shelf(shop, slug, today=today)
    )
