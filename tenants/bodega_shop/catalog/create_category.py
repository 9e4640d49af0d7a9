"""Put a new category on the shelf, at the top or inside another one."""

from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.catalog.choose_slug import slug_for
from bodega_shop.catalog.read_title import read_title
from bodega_shop.catalog.tables import Category
from bodega_shop.compliance.check_trade import check_trade

DEEPEST = 3
LONGEST_NAME = 40


async def create_category(shop: Shop, *, name: str, parent_id: UUID | None = None, trade: str = "") -> UUID:
    """The new category comes last among its siblings; `trade` is that of the street it belongs to. Raises `InvalidInput`, or `NotFound` for the parent."""
    title = read_title(name, "name", LONGEST_NAME)
    category_id = new_id()
    await check_trade(shop, trade)
    async with shop_scope(shop):
        await Category.insert(
            Category(
                id=category_id,
                parent_id=parent_id,
                slug=slug_for(title, "c"),
                name=title,
                level=await _level_below(parent_id),
                position=await Category.count().where(Category.parent_id == parent_id) + 1,
                visible=True,
                trade=trade,
            )
        )
    return category_id


async def _level_below(parent_id: UUID | None) -> int:
    if parent_id is None:
        return 1
    # Locked, so that nobody moves or deletes the parent before its new child is in place.
    parent = await Category.select(Category.level).where(Category.id == parent_id).first().lock_rows("UPDATE")
    if parent is None:
        raise NotFound
    if parent["level"] >= DEEPEST:
        raise InvalidInput(
            "Categories have at most %(deepest)s levels. Choose one further up.",
            field="parent",
            deepest=DEEPEST,
        )
    return int(parent["level"]) + 1
