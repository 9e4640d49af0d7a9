"""What became of a top-up, in place of an order's page."""

from litestar import Response

from bodega_shop.orders.find_order import Order
from bodega_shop.storefront.render_page import Front


def topup_order_page(front: Front, order: Order) -> Response[str]:
    """Waiting, credited, with a person, or over; the page follows the payment live."""
    return front.page(
        "topped_up.html",
        order=order,
        amount_text=front.money(order.total),
        to_pay_text=front.money(order.to_pay),
        pay_url=f"/orders/{order.number}/pay",
        live_url=f"/orders/{order.number}/live",
    )
