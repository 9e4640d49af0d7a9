"""Begin a product: a draft that only the shop's staff see."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.catalog.allow_another_good import allow_another_good, goods_locks
from bodega_shop.catalog.choose_slug import slug_for
from bodega_shop.catalog.read_title import read_title
from bodega_shop.catalog.tables import Category, Product


async def create_product(shop: Shop, *, title: str, category_id: UUID | None, now: datetime) -> UUID:
    """Raises `InvalidInput` for the title, `NotFound` for the category, `PlanLimit` where the plan has no more goods."""
    name = read_title(title, "title")
    product_id = new_id()
    async with shop_scope(shop, locks=goods_locks(shop)) as scope:
        await allow_another_good(scope, shop)
        if category_id is not None and not await Category.exists().where(Category.id == category_id):
            raise NotFound
        await Product.insert(
            Product(
                id=product_id,
                category_id=category_id,
                slug=slug_for(name, "p"),
                title=name,
                kind="code",
                introduction="",
                how_to="",
                guarantee="",
                state="draft",
                position=100,
                created_at=now,
                changed_at=now,
            )
        )
    return product_id
