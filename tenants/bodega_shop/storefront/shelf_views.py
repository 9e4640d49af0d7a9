"""Products as the storefront shows them: prices, true stock, faces."""

from collections.abc import Mapping
from uuid import UUID

from markupsafe import Markup

from bodega.kernel.markdown import render_markdown
from bodega.kernel.money import Money
from bodega_shop.catalog.card_face import card_face
from bodega_shop.catalog.price_line import PricedLine
from bodega_shop.catalog.read_shelf import MOST_COUNTED, ShelfProduct, ShelfSku
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.shelf import ProductDetail, ProductTile, SkuChoice, StockState


def product_tile(front: Front, product: ShelfProduct) -> ProductTile:
    state = stock_state(front, product.stock)
    return ProductTile(
        title=product.title,
        url=f"/products/{product.slug}",
        kind_label=front.say("Code, delivered at once"),
        price_text=price_text(front, product.lowest),
        price_from=product.lowest != product.highest,
        stock_state=state,
        stock_text=stock_text(front, product.stock, state),
        face_svg=face_of(product),
        image_url=image_url(product),
    )


def product_detail(front: Front, product: ShelfProduct) -> ProductDetail:
    return ProductDetail(
        title=product.title,
        url=f"/products/{product.slug}",
        kind_label=front.say("Code, delivered at once"),
        face_svg=face_of(product),
        image_url=image_url(product),
        breadcrumbs=((product.category_name, f"/?category={product.category_id}"),),
        introduction_html=render_markdown(product.introduction),
        how_to_html=render_markdown(product.how_to),
        guarantee_html=render_markdown(product.guarantee),
    )


def price_text(front: Front, price: Money) -> str:
    return front.money(price) if price.minor else front.say("Free")


def sku_choices(
    front: Front, product: ShelfProduct, chosen: ShelfSku | None, own: Mapping[UUID, PricedLine]
) -> list[SkuChoice]:
    """`own` are the prices of whoever looks, where they are not the list's."""
    return [_sku_choice(front, sku, own.get(sku.id), selected=sku == chosen) for sku in product.skus]


def chosen_sku(product: ShelfProduct, sku_id: str) -> ShelfSku | None:
    """The one the address names, else the first that can be bought."""
    named = next((sku for sku in product.skus if str(sku.id) == sku_id), None)
    return named or next((sku for sku in product.skus if can_buy(sku)), None)


def can_buy(sku: ShelfSku) -> bool:
    return sku.stock >= sku.min_quantity


def stock_state(front: Front, stock: int) -> StockState:
    if stock <= 0:
        return "out"
    return "low" if stock <= front.profile.low_stock else "in_stock"


def stock_text(front: Front, stock: int, state: StockState) -> str:
    """The true number, unless the shop hides numbers."""
    if state == "out":
        return front.say("Sold out")
    if front.profile.hide_stock:
        return front.say("Few left") if state == "low" else front.say("In stock")
    if stock >= MOST_COUNTED:
        return front.say("More than %(count)s in stock", count=MOST_COUNTED - 1)
    return front.say_n("%(num)s in stock", "%(num)s in stock", stock)


def face_of(product: ShelfProduct) -> Markup:
    if product.image_id is not None:
        return Markup()
    first = product.skus[0]
    svg = card_face(
        category_id=product.category_id,
        product_id=product.id,
        title=product.title,
        denomination=first.name if len(product.skus) == 1 else f"{first.name} …",
        kind_label=product.category_name,
    )
    return Markup(svg)  # noqa: S704 - drawn by us, its texts are escaped there


def image_url(product: ShelfProduct) -> str:
    return f"/images/{product.image_id}" if product.image_id else ""


def _struck_text(front: Front, sku: ShelfSku, own: PricedLine | None) -> str:
    """The list price of whoever pays another; else what the shop strikes through."""
    if own:
        return price_text(front, sku.price)
    return price_text(front, sku.struck_price) if sku.struck_price else ""


def _sku_choice(front: Front, sku: ShelfSku, own: PricedLine | None, *, selected: bool) -> SkuChoice:
    state = stock_state(front, sku.stock) if can_buy(sku) else "out"
    return SkuChoice(
        id=str(sku.id),
        name=sku.name,
        price_text=price_text(front, own.unit if own else sku.price),
        list_price_text=_struck_text(front, sku, own),
        struck_basis="" if own else sku.struck_basis,
        stock_state=state,
        stock_text=stock_text(front, sku.stock, state),
        min=sku.min_quantity,
        max=max(sku.min_quantity, min(sku.max_quantity, sku.stock)),
        selected=selected,
    )
