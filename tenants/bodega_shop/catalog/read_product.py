"""One product as its owner edits it: everything that was typed, its denominations, and what is still missing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.catalog.find_missing import find_missing

MOST_COUNTED = 1_000

_PRODUCT = """
    select id, category_id, slug, title, introduction, how_to, guarantee, image_id, state, position, changed_at,
           held_at, held_trade, stopped_at
      from product where id = $1"""

_SKU_COLUMNS = """
    select s.id, s.product_id, s.name, s.price, s.currency, s.min_quantity, s.max_quantity, s.active,
           s.struck_price, s.struck_basis,
           (select count(*) from (select 1 from code k where k.sku_id = s.id and k.on_shelf
               and (k.expires_on is null or k.expires_on > $2) limit $3) counted) as stock
      from sku s """


@dataclass(frozen=True)
class EditedSku:
    """`stock` is counted up to 1,000."""

    id: UUID
    product_id: UUID
    name: str
    price: Money
    min_quantity: int
    max_quantity: int
    active: bool
    struck_price: Money | None
    struck_basis: str
    stock: int


@dataclass(frozen=True)
class EditedProduct:
    """`missing` holds keys of `find_missing.INSTRUCTIONS`; `held_at` is set while papers are what keeps it off sale,
    `stopped_at` while a rule does.
    """

    id: UUID
    category_id: UUID | None
    slug: str
    title: str
    introduction: str
    how_to: str
    guarantee: str
    image_id: UUID | None
    state: str
    position: int
    changed_at: datetime
    held_at: datetime | None
    held_trade: str
    stopped_at: datetime | None
    skus: tuple[EditedSku, ...]
    missing: tuple[str, ...]


async def read_product(shop: Shop, product_id: UUID, *, today: date) -> EditedProduct:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_PRODUCT, product_id)
        if row is None:
            raise NotFound
        skus = await scope.fetch(
            _SKU_COLUMNS + "where s.product_id = $1 order by s.position, s.id",
            product_id,
            today,
            MOST_COUNTED,
        )
        missing = await find_missing(scope, product_id)
    return EditedProduct(**dict(row), skus=tuple(_sku(dict(sku)) for sku in skus), missing=tuple(missing))


async def read_sku(shop: Shop, sku_id: UUID, *, today: date) -> EditedSku:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SKU_COLUMNS + "where s.id = $1", sku_id, today, MOST_COUNTED)
    if row is None:
        raise NotFound
    return _sku(dict(row))


def _sku(row: dict[str, object]) -> EditedSku:
    currency, struck = row.pop("currency"), row.pop("struck_price")
    price = Money(row.pop("price"), currency)  # type: ignore[arg-type]
    was = None if struck is None else Money(struck, currency)  # type: ignore[arg-type]
    return EditedSku(**row, price=price, struck_price=was)  # type: ignore[arg-type]
