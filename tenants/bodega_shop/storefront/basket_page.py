"""The basket: several goods put aside, to be ordered and paid together. Nothing in it is reserved."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from bodega.kernel.errors import NotFound
from bodega.kernel.form import Form
from bodega.web.given import NamedDependency
from bodega_shop.catalog.prepare_rules import prepare_rules
from bodega_shop.customers.buyer_of import buyer_of
from bodega_shop.orders.order_request import MOST_LINES, WantedLine
from bodega_shop.storefront.basket import basket_of, keep_basket, with_exactly, with_more, write_items
from bodega_shop.storefront.checkout_views import checkout_line
from bodega_shop.storefront.read_wanted import read_wanted, total_of
from bodega_shop.storefront.render_page import Front


@get("/basket", include_in_schema=False)
async def show_basket(front: NamedDependency[Front]) -> Response[str]:
    return await _page(front, basket_of(front))


@post("/basket", include_in_schema=False, status_code=303)
async def add_to_basket(front: NamedDependency[Front]) -> Response[Any]:
    """Put a good in; from the product's page, where it was chosen."""
    form = Form(dict(await front.request.form()))
    sku_id, quantity = form.identifier("sku"), form.integer("quantity", 1, 500, default=1)
    if not form.ok:
        raise NotFound("This good is not on sale any more.")
    before = basket_of(front)
    full = len(before) >= MOST_LINES and sku_id not in {line.sku_id for line in before}
    response: Response[Any] = Redirect("/basket?full=1" if full else "/basket", status_code=303)
    keep_basket(front, response, with_more(before, sku_id, quantity))
    return response


@post("/basket/changes", include_in_schema=False, status_code=303)
async def change_basket(front: NamedDependency[Front]) -> Response[Any]:
    """Another quantity of one good; 0 takes it out."""
    form = Form(dict(await front.request.form()))
    sku_id = form.identifier("sku")
    quantity = 0 if form.value("remove") else form.integer("quantity", 0, 500, default=1)
    response: Response[Any] = Redirect("/basket", status_code=303)
    if form.ok:
        keep_basket(front, response, with_exactly(basket_of(front), sku_id, quantity))
    return response


async def _page(front: Front, lines: tuple[WantedLine, ...]) -> Response[str]:
    buyer = await buyer_of(front, use_balance=False)
    rules = await prepare_rules(front.runtime, front.shop, buyer.customer_id) if buyer else ()
    goods = await read_wanted(front, lines, rules)
    currencies = {good.sku.price.currency for good in goods}
    single = len(currencies) == 1
    full = front.say("One order holds at most %(most)s different goods.", most=MOST_LINES)
    gone = front.say("Something you had chosen is not on sale any more.")
    mixed = front.say("These goods are sold in different currencies. Please order them one by one.")
    notices = {
        full: bool(front.request.query_params.get("full")),
        gone: len(goods) < len(lines),
        mixed: len(currencies) > 1,
    }
    return front.page(
        "basket.html",
        lines=[checkout_line(front, good) for good in goods],
        total_text=front.money(total_of(goods, goods[0].sku.price.currency)) if single else "",
        items=write_items(tuple(WantedLine(good.sku.id, good.quantity) for good in goods)),
        can_order=single and not any(good.problem for good in goods) and front.shop.takes_orders,
        notices=[text for text, shown in notices.items() if shown],
        checkout_url="/checkout",
        change_url="/basket/changes",
    )
