"""Change what a category is called, where it lies and is found, and whether it is shown."""

from uuid import UUID

import asyncpg

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.street.shop import Shop
from bodega_shop.catalog.choose_slug import read_slug
from bodega_shop.catalog.create_category import LONGEST_NAME
from bodega_shop.catalog.move_category import move_in
from bodega_shop.catalog.read_title import read_title
from bodega_shop.catalog.tables import Category


async def edit_category(
    shop: Shop, category_id: UUID, *, name: str, slug: str, visible: bool, parent_id: UUID | None
) -> None:
    """All of it or nothing. Goods of a hidden category are left out of lists; their own addresses go on working.

    Raises `InvalidInput` naming the field, or `NotFound`.
    """
    title, address = read_title(name, "name", LONGEST_NAME), read_slug(slug)
    try:
        async with shop_scope(shop) as scope:
            await move_in(scope, category_id, parent_id)
            await Category.update(
                {Category.name: title, Category.slug: address, Category.visible: visible}
            ).where(Category.id == category_id)
    except asyncpg.UniqueViolationError as error:
        raise InvalidInput("Another category has this address already.", field="slug") from error
