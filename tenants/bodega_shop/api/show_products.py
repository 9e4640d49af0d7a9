"""The goods of a shop: page by page, or one of them."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import PathParameter, QueryParameter

from bodega.web.given import NamedDependency
from bodega_shop.api.hear_call import Call
from bodega_shop.api.problem_answer import problems
from bodega_shop.api.product_answer import ProductDetail, ProductPage, product_detail, product_page
from bodega_shop.catalog.read_shelf import (
    LONGEST_SEARCH,
    MOST_PER_PAGE,
    ShelfProduct,
    list_shelf,
    product_on_shelf,
)
from bodega_shop.floor import floor_of

FRESH = {"cache-control": "private, max-age=0"}

_Words = Annotated[str, QueryParameter(max_length=LONGEST_SEARCH, description="Looked for in titles.")]
_Category = Annotated[
    UUID | None, QueryParameter(description="Only what stands in this category, or in one below it.")
]
_After = Annotated[str, QueryParameter(max_length=64, description="The `next` of the page before.")]
_Limit = Annotated[int, QueryParameter(ge=1, le=MOST_PER_PAGE, description="How many on one page.")]
_Slug = Annotated[str, PathParameter(description="The `slug` of a product.")]


@get(
    "/products",
    operation_id="listProducts",
    summary="List the goods on sale",
    response_description="One page of the shelf",
    responses=problems(400),
    response_headers=FRESH,
)
async def list_products(
    call: NamedDependency[Call],
    q: _Words = "",
    category: _Category = None,
    after: _After = "",
    limit: _Limit = 24,
) -> ProductPage:
    """Goods in the owner's order, each with its denominations, prices and stock."""
    today = call.visit.now.date()
    page = await list_shelf(
        call.shop, today=today, search=q, category_id=category, after=after or None, limit=limit
    )
    products = [await _counted(call, product) for product in page.products]
    return product_page(products, page.next, call.profile)


@get(
    "/products/{slug:str}",
    operation_id="showProduct",
    summary="Show one good",
    response_description="The good with its texts",
    responses=problems(400, 404),
    response_headers=FRESH,
)
async def show_product(call: NamedDependency[Call], slug: _Slug) -> ProductDetail:
    """One good by the end of its address, with its texts in Markdown."""
    product = await product_on_shelf(call.shop, slug, today=call.visit.now.date())
    return product_detail(await _counted(call, product), call.profile)


async def _counted(call: Call, product: ShelfProduct) -> ShelfProduct:
    """With the true numbers, which only a shop that tells them needs."""
    if call.profile.hide_stock:
        return product
    stock = floor_of(call.runtime).large_stock
    return await stock.fill_in(call.shop, product, today=call.visit.now.date())
