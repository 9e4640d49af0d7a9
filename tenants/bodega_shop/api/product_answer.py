"""Goods as programs see them: exact prices, and as much of the stock as the shop tells."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from bodega.kernel.money import Money
from bodega_shop.catalog.read_shelf import ShelfProduct, ShelfSku
from bodega_shop.settings.profile import Profile

Amount = Annotated[Money, Meta(description="An integer of minor units (fen, cents) of the currency.")]
Stock = int | Literal["in_stock", "low", "out"]


class Sku(Struct, frozen=True):
    """One denomination that can be ordered."""

    id: Annotated[UUID, Meta(description="What to order: the `sku_id` of an order.")]
    name: Annotated[str, Meta(examples=["100元"])]
    price: Amount
    min_quantity: Annotated[int, Meta(description="The fewest in one order.", examples=[1])]
    max_quantity: Annotated[int, Meta(description="The most in one order.", examples=[10])]
    stock: Annotated[
        Stock,
        Meta(
            description="How many can be sold now; a number above a thousand may be some seconds old. A shop that hides"
            " its numbers says `in_stock`, `low` or `out` instead."
        ),
    ]


class Category(Struct, frozen=True):
    """Where a good stands on the shelf."""

    id: Annotated[UUID, Meta(description="For the `category` of a list.")]
    name: Annotated[str, Meta(examples=["游戏点卡"])]


class Product(Struct, frozen=True):
    """A good on sale with everything it is sold as."""

    id: UUID
    slug: Annotated[
        str, Meta(description="The end of its address: `/products/{slug}`.", examples=["xinghai-100"])
    ]
    title: Annotated[str, Meta(examples=["星海点卡"])]
    category: Category
    skus: Annotated[tuple[Sku, ...], Meta(description="At least one, in the owner's order.")]


class ProductDetail(Product, frozen=True):
    """A good with its texts, which are Markdown."""

    introduction: str
    how_to: Annotated[str, Meta(description="How to redeem it.")]
    guarantee: Annotated[str, Meta(description="What the shop does when a code fails.")]


class ProductPage(Struct, frozen=True):
    """One page of the shelf, in the owner's order."""

    items: tuple[Product, ...]
    next: Annotated[
        str | None, Meta(description="Pass it as `after` to get the page that follows; null on the last one.")
    ]


def product_page(products: Sequence[ShelfProduct], following: str | None, profile: Profile) -> ProductPage:
    return ProductPage(tuple(_product(product, profile) for product in products), following)


def product_detail(product: ShelfProduct, profile: Profile) -> ProductDetail:
    return ProductDetail(
        product.id,
        product.slug,
        product.title,
        Category(product.category_id, product.category_name),
        tuple(_sku(sku, profile) for sku in product.skus),
        product.introduction,
        product.how_to,
        product.guarantee,
    )


def _product(product: ShelfProduct, profile: Profile) -> Product:
    return Product(
        product.id,
        product.slug,
        product.title,
        Category(product.category_id, product.category_name),
        tuple(_sku(sku, profile) for sku in product.skus),
    )


def _sku(sku: ShelfSku, profile: Profile) -> Sku:
    return Sku(sku.id, sku.name, sku.price, sku.min_quantity, sku.max_quantity, _stock(sku, profile))


def _stock(sku: ShelfSku, profile: Profile) -> Stock:
    """Fewer than the smallest order are none, to whoever does not see the number."""
    if not profile.hide_stock:
        return sku.stock
    if sku.stock < sku.min_quantity:
        return "out"
    return "low" if sku.stock <= profile.low_stock else "in_stock"
