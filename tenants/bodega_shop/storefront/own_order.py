"""The order of a page's address, for the browser that holds its token, and for the customer whose order it is."""

from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import parse_order_number
from bodega_shop.customers.list_own_orders import is_own
from bodega_shop.orders.find_order import Order, find_by_token, find_for
from bodega_shop.storefront.order_cookie import remembered_order
from bodega_shop.storefront.render_page import Front


async def own_order(front: Front, number: str) -> Order:
    """Raises `NotFound`, which leads to the look-up, when this browser holds no token for the order."""
    try:
        number = parse_order_number(number)
    except InvalidInput as error:
        raise NotFound from error
    known = remembered_order(front, number)
    token = known.token if known else front.request.query_params.get("token", "")
    if not token and front.customer is not None:
        order = await find_for(front.shop, number)
        if is_own(front.shop, front.customer, order):
            return order
    if not token:
        raise NotFound("This browser does not know that order. Please look it up by number and contact.")
    return await find_by_token(front.shop, number, token)


def placed_here(front: Front, order: Order) -> bool:
    """Whether this is the browser that placed the order."""
    known = remembered_order(front, order.number)
    return known is not None and known.placed_here
