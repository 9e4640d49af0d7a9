"""What buyers see on the shelf: products on sale with their prices and what is really in stock, one query a page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from msgspec import Struct

from bodega.kernel.database import fetch_alone, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.money import Money
from bodega.street.shop import Shop

MOST_COUNTED = 100
MOST_PER_PAGE = 100
LONGEST_SEARCH = 60

_CURSOR = re.compile(r"(-?[0-9]{1,9})\.([0-9a-f]{32})")  # nine digits fit the column


class ShelfSku(Struct, frozen=True):
    """A denomination. `stock` is what could be sold today.

    It is counted as far as the read's `count_to`, or further where one order may hold more or stock is low from more
    down: whether an order can be filled, and whether stock is low, is always known.
    """

    id: UUID
    name: str
    price: Money
    min_quantity: int
    max_quantity: int
    stock: int
    struck_price: Money | None = None
    struck_basis: str = ""


class ShelfProduct(Struct, frozen=True):
    """A product on sale with its active denominations, in the owner's order. There is always at least one."""

    id: UUID
    slug: str
    title: str
    kind: str
    category_id: UUID
    category_name: str
    image_id: UUID | None
    skus: tuple[ShelfSku, ...]
    introduction: str = ""
    how_to: str = ""
    guarantee: str = ""

    @property
    def lowest(self) -> Money:
        return min(sku.price for sku in self.skus)

    @property
    def highest(self) -> Money:
        return max(sku.price for sku in self.skus)

    @property
    def stock(self) -> int:
        return sum(sku.stock for sku in self.skus)


@dataclass(frozen=True)
class ShelfPage:
    """One page of the shelf; `next` is what to pass as `after` for the one that follows, None on the last."""

    products: tuple[ShelfProduct, ...]
    next: str | None


# The stock is counted over the partial index code_on_shelf alone, and no further than matters: a page is read thousands
# of times a second, and a shelf may hold a million codes. The three category joins are the three levels: whatever lies
# in a hidden category is left out of lists.
_LIST = """
    with page as materialized (
        select p.id, p.slug, p.title, p.kind, p.category_id, c.name as category_name, p.image_id, p.position
          from product p
          join category c on c.id = p.category_id
          left join category c2 on c2.id = c.parent_id
          left join category c1 on c1.id = c2.parent_id
         where p.state = 'published' and (p.position, p.id) > ($1, $2)
           and c.visible and coalesce(c2.visible, true) and coalesce(c1.visible, true)
           and ($3::uuid is null or $3 in (c.id, c2.id, c1.id))
           and ($4 = '' or p.title ilike $4)
           and exists (select 1 from sku s where s.product_id = p.id and s.active)
         order by p.position, p.id limit $5)
    select page.id, page.slug, page.title, page.kind, page.category_id, page.category_name, page.image_id,
           page.position, s.id as sku_id, s.name as sku_name, s.price, s.currency, s.min_quantity, s.max_quantity,
           (select count(*) from (select 1 from code k where k.sku_id = s.id and k.on_shelf
               and (k.expires_on is null or k.expires_on > $6)
             limit greatest($7, s.max_quantity, (select low_stock + 1 from profile))) counted) as stock
      from page join sku s on s.product_id = page.id and s.active
     order by page.position, page.id, s.position, s.id"""

_ONE = """
    select p.id, p.slug, p.title, p.kind, p.category_id, c.name as category_name, p.image_id, p.introduction,
           p.how_to, p.guarantee, s.id as sku_id, s.name as sku_name, s.price, s.currency, s.min_quantity,
           s.max_quantity, s.struck_price, s.struck_basis,
           (select count(*) from (select 1 from code k where k.sku_id = s.id and k.on_shelf
               and (k.expires_on is null or k.expires_on > $2)
             limit greatest($3, s.max_quantity, (select low_stock + 1 from profile))) counted) as stock
      from product p join category c on c.id = p.category_id join sku s on s.product_id = p.id and s.active
     where p.slug = $1 and p.state = 'published'
     order by s.position, s.id"""


_SLUG_OF_SKU = """
    select p.slug from sku s join product p on p.id = s.product_id
     where s.id = $1 and s.active and p.state = 'published'"""


async def list_shelf(
    shop: Shop,
    *,
    today: date,
    search: str = "",
    category_id: UUID | None = None,
    after: str | None = None,
    limit: int = 24,
    count_to: int = MOST_COUNTED,
) -> ShelfPage:
    """One page of products on sale, in the owner's order.

    `search` is looked for in titles whatever the case; a category stands for everything in it; codes that expire on
    `today` or before are not counted. Raises `InvalidInput` for an `after` that no page gave.
    """
    position, product_id = _read_cursor(after)
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            _LIST, position, product_id, category_id, search_pattern(search), limit + 1, today, count_to
        )
    products = products_from(rows)
    if len(products) <= limit:
        return ShelfPage(tuple(products), None)
    last = products[limit - 1]
    place = next(row["position"] for row in rows if row["id"] == last.id)
    return ShelfPage(tuple(products[:limit]), f"{place}.{last.id.hex}")


async def product_on_shelf(
    shop: Shop, slug: str, *, today: date, count_to: int = MOST_COUNTED
) -> ShelfProduct:
    """The product on sale at that address, with its modules in Markdown; raises `NotFound`."""
    return _only(await fetch_alone(shop, _ONE, _readable(slug), today, count_to))


async def product_with_sku(shop: Shop, sku_id: UUID, *, today: date) -> tuple[ShelfProduct, ShelfSku]:
    """The product on sale that has this denomination, and the denomination; raises `NotFound`."""
    async with shop_scope(shop) as scope:
        slug = await scope.fetchval(_SLUG_OF_SKU, sku_id)
        if slug is None:
            raise NotFound("This good is not on sale any more.")
        product = _only(await scope.fetch(_ONE, slug, today, MOST_COUNTED))
    return product, next(sku for sku in product.skus if sku.id == sku_id)


def _readable(slug: str) -> str:
    """PostgreSQL takes no NUL, and no address has one."""
    return slug.replace("\0", "\ufffd")


def _only(rows: Sequence[asyncpg.Record]) -> ShelfProduct:
    products = products_from(rows)
    if not products:
        raise NotFound
    return products[0]


def products_from(rows: Sequence[asyncpg.Record]) -> list[ShelfProduct]:
    """Rows of one product lie together: one for each denomination."""
    grouped: dict[UUID, list[asyncpg.Record]] = {}
    for row in rows:
        grouped.setdefault(row["id"], []).append(row)
    return [_product(group) for group in grouped.values()]


def _product(rows: Sequence[asyncpg.Record]) -> ShelfProduct:
    first = dict(rows[0])
    own = {name: first[name] for name in ShelfProduct.__struct_fields__ if name in first}
    return ShelfProduct(**own, skus=tuple(_sku(row) for row in rows))


def _sku(row: asyncpg.Record) -> ShelfSku:
    price, struck = Money(row["price"], row["currency"]), row.get("struck_price")
    return ShelfSku(
        row["sku_id"], row["sku_name"], price, row["min_quantity"], row["max_quantity"], row["stock"],
        None if struck is None else Money(struck, row["currency"]), row.get("struck_basis") or "",
    )  # fmt: skip


def search_pattern(search: str) -> str:
    """For ILIKE, with its own signs taken literally; empty when nothing is looked for."""
    words = " ".join(search.replace("\0", "\ufffd").split())[:LONGEST_SEARCH]
    if not words:
        return ""
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, f"\\{sign}")
    return f"%{words}%"


def _read_cursor(after: str | None) -> tuple[int, UUID]:
    if after is None:
        return -1, UUID(int=0)
    if not (cursor := _CURSOR.fullmatch(after)):
        raise InvalidInput("This page no longer exists. Please start from the first.", field="after")
    return int(cursor[1]), UUID(cursor[2])
