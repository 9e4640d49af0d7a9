"""Every address of the API for programs."""

from litestar import Router
from litestar.di import Provide

from bodega_shop.api.describe_api import describing
from bodega_shop.api.hear_call import provide_call
from bodega_shop.api.show_order import show_order
from bodega_shop.api.show_products import list_products, show_product
from bodega_shop.api.take_order import take_order


def api() -> Router:
    """The operations under `/api/v1`, and the document that describes them."""
    router = operations()
    router.register(describing(operations))
    return router


def operations() -> Router:
    """What a program can do."""
    return Router(
        "/api/v1",
        route_handlers=[list_products, show_product, take_order, show_order],
        dependencies={"call": Provide(provide_call)},
    )
