"""Every address of a shop's host, one line per feature."""

from collections.abc import Sequence

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from bodega_shop.api.api_routes import api
from bodega_shop.catalog.serve_image import serve_image
from bodega_shop.console.routes import console_routes
from bodega_shop.payments.notify_address import hear_payment_service
from bodega_shop.storefront import order_data_page
from bodega_shop.storefront.about_page import show_about
from bodega_shop.storefront.account_router import account_router
from bodega_shop.storefront.basket_page import add_to_basket, change_basket, show_basket
from bodega_shop.storefront.checkout_page import order, show_checkout
from bodega_shop.storefront.guest_page import enter, show_feedback, show_invitation, take_feedback
from bodega_shop.storefront.invoice_page import ask, show_invoice
from bodega_shop.storefront.live_order import live_order
from bodega_shop.storefront.look_up_page import look_up, show_look_up
from bodega_shop.storefront.order_page import open_order, reveal, show_order
from bodega_shop.storefront.pay_page import cancel, check_payment, go_to_payment, pay_another_way, show_paying
from bodega_shop.storefront.policy_pages import show_policy
from bodega_shop.storefront.receive_visitors import receive_visitors
from bodega_shop.storefront.render_page import provide_front
from bodega_shop.storefront.shelf_pages import show_home, show_product
from bodega_shop.storefront.small_pages import serve_accent, serve_robots, show_terms
from bodega_shop.storefront.voucher_page import show_voucher


def shop_routes() -> Sequence[ControllerRouterHandler]:
    return [
        storefront(),
        api(),
        hear_payment_service,
        serve_accent,
        serve_image,
        *console_routes(),
        serve_robots,
    ]


def storefront() -> Router:
    """The pages that buyers see."""
    finding = [show_home, show_product, show_terms, show_policy, show_about]
    choosing = [show_basket, add_to_basket, change_basket]
    ordering = [show_checkout, order, show_paying, go_to_payment, check_payment, cancel, pay_another_way]
    having = [show_order, open_order, reveal, live_order, show_look_up, look_up]
    proving = [show_voucher, show_invoice, ask, *order_data_page.HANDLERS]
    visiting = [show_invitation, enter, show_feedback, take_feedback]
    return Router(
        "/",
        route_handlers=[*finding, *visiting, *choosing, *ordering, *having, *proving, account_router()],
        dependencies={"front": Provide(provide_front)},
        before_request=receive_visitors,
    )
