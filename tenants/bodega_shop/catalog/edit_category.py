"""Change what a category is called, where it lies and is found, and whether it is shown."""

from datetime import datetime
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
from bodega_shop.compliance.check_trade import check_trade
from bodega_shop.compliance.judge_soon import judge_soon
from bodega_shop.compliance.weigh_goods import weigh_goods_in


async def edit_category(
    shop: Shop,
    category_id: UUID,
    *,
    name: str,
    slug: str,
    visible: bool,
    parent_id: UUID | None,
    now: datetime,
    trade: str | None = None,
) -> None:
    """All of it or nothing. Goods of a hidden category are left out of lists; their own addresses go on working.

    `trade` is the category of the street that it belongs to, None for the same as before. Goods that the shop may not
    sell then go off sale, others come back.

    Raises `InvalidInput` naming the field, or `NotFound`.
    """
    title, address = read_title(name, "name", LONGEST_NAME), read_slug(slug)
    stored = await _stored_trade(shop, category_id)
    kept = stored if trade is None else trade
    trades = await check_trade(shop, kept, stored=stored)
    try:
        async with shop_scope(shop) as scope:
            await move_in(scope, category_id, parent_id)
            await Category.update(
                {
                    Category.name: title,
                    Category.slug: address,
                    Category.visible: visible,
                    Category.trade: kept,
                }
            ).where(Category.id == category_id)
            await weigh_goods_in(scope, trades, now=now)
            await judge_soon(scope)
    except asyncpg.UniqueViolationError as error:
        raise InvalidInput("Another category has this address already.", field="slug") from error


async def _stored_trade(shop: Shop, category_id: UUID) -> str:
    async with shop_scope(shop) as scope:
        return str(await scope.fetchval("select trade from category where id = $1", category_id) or "")
