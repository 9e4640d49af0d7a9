"""Take a category away for good, when nothing is left in it."""

from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound, Refused
from bodega.street.shop import Shop
from bodega_shop.catalog.tables import Category, Product


async def delete_category(shop: Shop, category_id: UUID) -> None:
    """Raises `Refused` while it holds goods or other categories, saying what to do first; `NotFound`."""
    async with shop_scope(shop):
        found = (
            await Category.select(Category.id).where(Category.id == category_id).first().lock_rows("UPDATE")
        )
        if found is None:
            raise NotFound
        goods = await Product.count().where(Product.category_id == category_id)
        if goods:
            raise Refused(
                "This category still holds %(count)s goods. Move them to another category first, or hide this one.",
                count=goods,
            )
        if await Category.exists().where(Category.parent_id == category_id):
            raise Refused("This category still holds others. Move or delete those first.")
        await Category.delete().where(Category.id == category_id)
