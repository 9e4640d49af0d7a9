"""The products as their owner sees them: drafts too, with prices and true stock, filtered and in pages."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.catalog.read_shelf import search_pattern

PER_PAGE = 50
MOST_COUNTED = 1_000

_WHERE = """
    where ($1 = '' or p.state = $1) and ($2::uuid is null or p.category_id = $2) and ($3 = '' or p.title ilike $3)"""

_SELECT = f"""
    select p.id, p.slug, p.title, p.state, p.position, p.image_id, p.category_id, c.name as category_name, p.changed_at, p.held_at, p.stopped_at,
           k.skus, k.active_skus, k.lowest, k.highest, k.currency, k.stock
      from product p
      left join category c on c.id = p.category_id
      left join lateral (
          select count(*) as skus, count(*) filter (where s.active) as active_skus, min(s.currency) as currency,
                 min(s.price) filter (where s.active) as lowest, max(s.price) filter (where s.active) as highest,
                 coalesce(sum((select count(*) from (select 1 from code k where k.sku_id = s.id and k.on_shelf
                     and (k.expires_on is null or k.expires_on > $4) limit $5) counted)), 0)::bigint as stock
            from sku s where s.product_id = p.id) k on true
    {_WHERE}
     order by p.position, p.id limit $6 offset $7"""

_COUNTS = """
    select count(*) filter (where state = 'published') as published, count(*) filter (where state = 'draft') as draft
      from product"""


@dataclass(frozen=True)
class ProductFilter:
    """`state` is `draft`, `published` or empty for both."""

    state: str = ""
    category_id: UUID | None = None
    search: str = ""


@dataclass(frozen=True)
class ProductRow:
    """One product; `lowest` and `highest` are minor units over its active denominations, None without any."""

    id: UUID
    slug: str
    title: str
    state: str
    position: int
    image_id: UUID | None
    category_id: UUID | None
    category_name: str | None
    changed_at: datetime
    held_at: datetime | None
    stopped_at: datetime | None
    skus: int
    active_skus: int
    lowest: int | None
    highest: int | None
    currency: str | None
    stock: int


@dataclass(frozen=True)
class ProductsPage:
    rows: tuple[ProductRow, ...]
    more: bool
    published: int
    drafts: int


async def list_products(shop: Shop, asked: ProductFilter, *, page: int = 1, today: date) -> ProductsPage:
    """Page `page`, from 1, in the order of the storefront. Codes that expire by `today` are no stock."""
    async with shop_scope(shop) as scope:
        counts = await scope.fetchrow(_COUNTS)
        rows = await scope.fetch(
            _SELECT, asked.state, asked.category_id, search_pattern(asked.search), today, MOST_COUNTED,
            PER_PAGE + 1, (page - 1) * PER_PAGE,
        )  # fmt: skip
    products = tuple(ProductRow(**dict(row)) for row in rows)
    published, drafts = (counts["published"], counts["draft"]) if counts else (0, 0)
    return ProductsPage(products[:PER_PAGE], len(products) > PER_PAGE, published, drafts)
