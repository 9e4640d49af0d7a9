"""Change what a product says of itself: title, address, category, place in lists, and its three modules."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from piccolo.columns import Column

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.street.shop import Shop
from bodega_shop.catalog.choose_slug import read_slug
from bodega_shop.catalog.find_missing import MODULES
from bodega_shop.catalog.read_title import read_title
from bodega_shop.catalog.tables import Category, Product
from bodega_shop.compliance.check_goods import check_goods
from bodega_shop.compliance.ground import ground_of
from bodega_shop.compliance.judge_goods import Judged, judge_good

LONGEST_MODULE = 20_000
LAST_POSITION = 9_999


@dataclass(frozen=True)
class ProductTexts:
    """What the owner typed. The modules are Markdown; `position` sorts lists, the smallest first."""

    title: str
    slug: str
    category_id: UUID | None
    position: str
    introduction: str
    how_to: str
    guarantee: str


async def edit_product(shop: Shop, product_id: UUID, texts: ProductTexts, *, now: datetime) -> Judged | None:
    """What is on sale must stay complete, and something that the shop may sell; what breaks a rule is saved and goes off sale.

    Raises `InvalidInput` naming the field, `Refused` for a category of another kind, or `NotFound`.
    """
    values: dict[Column | str, Any] = {
        Product.title: read_title(texts.title, "title"),
        Product.slug: read_slug(texts.slug),
        Product.category_id: texts.category_id,
        Product.position: _read_position(texts.position),
        Product.introduction: _read_module(texts.introduction, "introduction"),
        Product.how_to: _read_module(texts.how_to, "how_to"),
        Product.guarantee: _read_module(texts.guarantee, "guarantee"),
        Product.changed_at: now,
    }
    ground = await ground_of(shop, now=now)
    try:
        async with shop_scope(shop) as scope:
            state = await _check_place(product_id, texts)
            await Product.update(values).where(Product.id == product_id)
            if state == "published":
                await check_goods(scope, product_id, ground.trades)
            return await judge_good(scope, ground, product_id, now=now)
    except asyncpg.UniqueViolationError as error:
        raise InvalidInput("Another product has this address already.", field="slug") from error


async def _check_place(product_id: UUID, texts: ProductTexts) -> str:
    product = await Product.select(Product.state).where(Product.id == product_id).first().lock_rows("UPDATE")
    if product is None:
        raise NotFound
    if texts.category_id is not None and not await Category.exists().where(Category.id == texts.category_id):
        raise InvalidInput("This category no longer exists. Please choose another.", field="category")
    if product["state"] == "published":
        _check_complete(texts)
    return str(product["state"])


def _check_complete(texts: ProductTexts) -> None:
    missing = [name for name in MODULES if not getattr(texts, name).strip()]
    if texts.category_id is None:
        missing.insert(0, "category")
    if missing:
        raise InvalidInput(
            "A product on sale needs this. Take it off sale first to leave it empty.", field=missing[0]
        )


def _read_module(text: str, field: str) -> str:
    module = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(module) > LONGEST_MODULE:
        raise InvalidInput("At most %(longest)s characters fit here.", field=field, longest=LONGEST_MODULE)
    return module


def _read_position(text: str) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal()) or int(typed) > LAST_POSITION:
        raise InvalidInput(
            "Please enter a whole number from 0 to %(last)s.", field="position", last=LAST_POSITION
        )
    return int(typed)
