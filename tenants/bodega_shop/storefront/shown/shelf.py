"""The shelf and one product on it."""

from typing import Literal

from markupsafe import Markup
from msgspec import Struct

StockState = Literal["in_stock", "low", "out"]


# home.html: categories, query, products, page


class CategoryChip(Struct, frozen=True, kw_only=True):
    """`depth` is 0 to 2; of the lower levels only those under an active chip are given."""

    name: str
    url: str
    active: bool = False
    depth: int = 0


class ProductTile(Struct, frozen=True, kw_only=True):
    """`face_svg` or, where the owner uploaded a picture, `image_url`."""

    title: str
    url: str
    kind_label: str
    price_text: str
    price_from: bool = False  # other denominations cost more
    stock_state: StockState
    stock_text: str
    face_svg: Markup = Markup()
    image_url: str = ""


# product.html: product, skus, quantity, total_text, reasons, promise, checkout_url, form


class ProductDetail(Struct, frozen=True, kw_only=True):
    title: str
    url: str
    kind_label: str
    face_svg: Markup = Markup()
    image_url: str = ""
    breadcrumbs: tuple[tuple[str, str], ...] = ()  # text, url; without the product itself
    introduction_html: Markup = Markup()
    how_to_html: Markup = Markup()
    guarantee_html: Markup = Markup()


class SkuChoice(Struct, frozen=True, kw_only=True):
    """`selected` is the one that the address or the shop's order chose; one that is out can be shown, not chosen.

    `list_price_text` stands struck through: the list's where whoever looks pays another price, else what the shop says, and
    `struck_basis` what that is.
    """

    id: str
    name: str
    price_text: str
    list_price_text: str = ""
    struck_basis: str = ""
    stock_state: StockState
    stock_text: str
    min: int = 1
    max: int = 1
    selected: bool = False
