"""The order of a page's address, for the browser that holds its token and nobody else."""

from bodega.kernel.errors import NotFound
from bodega.kernel.ids import parse_order_number
from bodega_shop.orders.find_order import Order, find_by_token
from bodega_shop.storefront.order_cookie import token_for
from bodega_shop.storefront.render_page import Front


async def own_order(front: Front, number: str) -> Order:
    """Raises `NotFound`, which leads to the look-up, when this browser holds no token for the order."""
    number = parse_order_number(number)
    token = token_for(front, number) or front.request.query_params.get("token", "")
    if not token:
        raise NotFound("This browser does not know that order. Please look it up by number and contact.")
    return await find_by_token(front.shop, number, token)
