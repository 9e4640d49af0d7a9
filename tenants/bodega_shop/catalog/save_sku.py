"""Add a denomination to a product, or change one: name, price, how many one order may hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money, parse_amount
from bodega.street.shop import Shop
from bodega_shop.catalog.place_rows import move_row
from bodega_shop.catalog.read_title import read_title
from bodega_shop.catalog.tables import Product, Sku
from bodega_shop.compliance.ground import ground_of
from bodega_shop.compliance.judge_goods import judge_good
from bodega_shop.settings.record_deed import Actor, record_deed

MOST_PER_ORDER = 500
MOST_PER_PRODUCT = 200
LONGEST_NAME = 60

_HOLD = "select id from product where id = (select product_id from sku where id = $1) for update"
_PRICED = "insert into price_change (id, sku_id, at, price, currency) values ($1, $2, $3, $4, $5)"


@dataclass(frozen=True)
class SkuTexts:
    """What the owner typed. Prices are in major units of the shop's currency.

    `struck_price` stands struck through beside the price, and `struck_basis` says what it is; both may be empty.
    """

    name: str
    price: str
    min_quantity: str
    max_quantity: str
    active: bool
    struck_price: str = ""
    struck_basis: str = ""


async def create_sku(shop: Shop, product_id: UUID, texts: SkuTexts, *, by: Actor, now: datetime) -> UUID:
    """The new one comes last. Raises `InvalidInput` naming the field, `NotFound`, `Refused` when there are too many."""
    sku_id, ground = new_id(), await ground_of(shop, now=now)
    async with shop_scope(shop) as scope:
        product = await Product.select(Product.id).where(Product.id == product_id).first().lock_rows("UPDATE")
        if product is None:
            raise NotFound
        count = await Sku.count().where(Sku.product_id == product_id)
        if count >= MOST_PER_PRODUCT:
            raise Refused("A product has at most %(most)s denominations.", most=MOST_PER_PRODUCT)
        # The shop's currency can change only while it has nothing priced; hold it still until this is.
        currency = await scope.fetchval("select currency from profile for share")
        values = _read(texts, currency)
        place = {"id": sku_id, "product_id": product_id, "currency": currency, "position": count + 1}
        await Sku.insert(Sku(**place, **values))
        await _record_price(scope, sku_id, Money(values["price"], currency), by, now)
        await judge_good(scope, ground, product_id, now=now)
    return sku_id


async def edit_sku(shop: Shop, sku_id: UUID, texts: SkuTexts, *, by: Actor, now: datetime) -> None:
    """Orders already placed keep their price. Raises `InvalidInput` naming the field, or `NotFound`."""
    ground = await ground_of(shop, now=now)
    async with shop_scope(shop) as scope:
        # The product first, as whoever judges or deletes it does.
        product_id = await scope.fetchval(_HOLD, sku_id)
        before = await Sku.select(Sku.price, Sku.currency).where(Sku.id == sku_id).first().lock_rows("UPDATE")
        if before is None:
            raise NotFound
        values = _read(texts, before["currency"])
        await Sku.update(**values).where(Sku.id == sku_id)
        if values["price"] != before["price"]:
            await _record_price(scope, sku_id, Money(values["price"], before["currency"]), by, now)
        await judge_good(scope, ground, product_id, now=now)


async def shift_sku(shop: Shop, sku_id: UUID, *, steps: int) -> None:
    """Move it up (negative) or down among its product's denominations. Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            "select id, position from sku where product_id = (select product_id from sku where id = $1)"
            " order by id for update",
            sku_id,
        )
        siblings = [row["id"] for row in sorted(rows, key=lambda row: (row["position"], row["id"]))]
        await move_row(scope, "sku", siblings, sku_id, steps)


def _read(texts: SkuTexts, currency: str) -> dict[str, Any]:
    least = _read_quantity(texts.min_quantity, "min_quantity")
    most = _read_quantity(texts.max_quantity, "max_quantity")
    if most < least:
        raise InvalidInput("This is less than the fewest in one order.", field="max_quantity")
    price = _read_price(texts.price, currency, "price")
    struck = _read_price(texts.struck_price, currency, "struck_price") if texts.struck_price.strip() else None
    if struck is not None and struck <= price:
        raise InvalidInput("What is struck through must be more than the price.", field="struck_price")
    basis = texts.struck_basis.strip()
    return {
        "name": read_title(texts.name, "name", LONGEST_NAME),
        "price": price,
        "struck_price": struck,
        "struck_basis": read_title(basis, "struck_basis", LONGEST_NAME) if basis else "",
        "min_quantity": least,
        "max_quantity": most,
        "active": texts.active,
    }


def _read_price(text: str, currency: str, field: str) -> int:
    try:
        return parse_amount(text.strip(), currency).minor
    except InvalidInput as error:
        raise InvalidInput(error.message, field=field, **error.params) from None


def _read_quantity(text: str, field: str) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal()) or not 1 <= int(typed) <= MOST_PER_ORDER:
        raise InvalidInput(
            "Please enter a whole number from 1 to %(most)s.", field=field, most=MOST_PER_ORDER
        )
    return int(typed)


async def _record_price(scope: Scope, sku_id: UUID, price: Money, by: Actor, now: datetime) -> None:
    await scope.execute(_PRICED, new_id(), sku_id, now, price.minor, price.currency)
    await record_deed(scope, "sku.priced", str(sku_id), by=by, now=now, price=price)
