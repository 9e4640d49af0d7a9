"""The pages on which a buyer finds a good: the shop's home, and one product."""

from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from bodega.kernel.money import Money
from bodega.web.given import NamedDependency
from bodega_shop.catalog.list_categories import CategoryNode
from bodega_shop.catalog.price_line import price_line
from bodega_shop.catalog.read_shelf import ShelfSku, list_shelf
from bodega_shop.catalog.visible_categories import visible_categories
from bodega_shop.storefront.checkout_views import price_reasons
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shelf_prices import OwnPrices, own_prices
from bodega_shop.storefront.shelf_views import chosen_sku, product_detail, product_tile, sku_choices
from bodega_shop.storefront.shown.every_page import Form, Pager
from bodega_shop.storefront.shown.shelf import CategoryChip
from bodega_shop.storefront.shown_product import shown_product


@get("/", include_in_schema=False)
async def show_home(front: NamedDependency[Front]) -> Response[str]:
    asked = front.request.query_params
    category, after = _category(asked.get("category")), asked.get("after") or None
    shelf = await list_shelf(
        front.shop, today=front.visit.now.date(), search=asked.get("q", ""), category_id=category, after=after
    )
    categories = await visible_categories(front.shop)
    return front.page(
        "home.html",
        categories=_chips(categories, category),
        query=asked.get("q", ""),
        products=[product_tile(front, product) for product in shelf.products],
        page=_pager(front, shelf.next, after),
    )


@get("/products/{slug:str}", include_in_schema=False)
async def show_product(front: NamedDependency[Front], slug: FromPath[str]) -> Response[str]:
    product = await shown_product(front, slug)
    sku = chosen_sku(product, front.request.query_params.get("sku", ""))
    quantity = _quantity(front, sku)
    own = await own_prices(front, product, quantity)
    return front.page(
        "product.html",
        product=product_detail(front, product),
        skus=sku_choices(front, product, sku, own),
        quantity=quantity,
        total_text=_total(front, sku, quantity, own),
        reasons=price_reasons(front, own[sku.id]) if sku and sku.id in own else (),
        promise=front.say("Delivered on this page seconds after payment, around the clock."),
        checkout_url="/checkout",
        form=Form(),
    )


def _total(front: Front, sku: ShelfSku | None, quantity: int, own: OwnPrices) -> str:
    if sku is None:
        return front.money(Money.zero(front.profile.currency))
    return front.money((own.get(sku.id) or price_line(sku.price, quantity)).amount)


def _quantity(front: Front, sku: ShelfSku | None) -> int:
    typed = front.request.query_params.get("quantity", "")
    least, most = (sku.min_quantity, sku.max_quantity) if sku else (1, 1)
    return min(max(int(typed), least), most) if typed.isdecimal() and len(typed) < 5 else least


def _category(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _pager(front: Front, next_after: str | None, after: str | None) -> Pager:
    kept = [pair for pair in front.request.query_params.multi_items() if pair[0] in ("q", "category")]
    older = f"/?{urlencode([*kept, ('after', next_after)])}" if next_after else None
    return Pager(number=2 if after else 1, newer_url="/" if after else None, older_url=older)


def _chips(categories: list[CategoryNode], active: UUID | None) -> list[CategoryChip]:
    """The first level always, lower levels only on the way to the active one and right below it."""
    parents = {entry.id: entry.parent_id for entry in categories}
    way: set[UUID | None] = {None}
    step = active
    while step is not None and step in parents:
        way.add(step)
        step = parents[step]
    return [
        CategoryChip(
            name=entry.name, url=f"/?category={entry.id}", active=entry.id in way, depth=entry.level - 1
        )
        for entry in categories
        if entry.parent_id in way
    ]
