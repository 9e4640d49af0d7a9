"""Every address of the shop's console, behind its door."""

from collections.abc import Sequence

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from bodega.staff.console_router import console_router
from bodega.staff.door_routes import door_routes
from bodega.staff.require_role import staff_on
from bodega.web.sent_form import provide_form
from bodega.web.visit import AnyRequest, provide_runtime, provide_shop, provide_visit
from bodega.web_assets.navigation import NavLink
from bodega_shop.console import (
    batch_pages,
    books_pages,
    case_pages,
    category_pages,
    channel_pages,
    code_change_pages,
    code_export_pages,
    code_pages,
    complaint_pages,
    customer_pages,
    domain_pages,
    evidence_pages,
    exception_pages,
    find_payment_pages,
    guest_pages,
    image_pages,
    import_pages,
    invoice_pages,
    notice_pages,
    onboarding_pages,
    opening_pages,
    order_pages,
    overview_page,
    platform_money_page,
    plugin_pages,
    product_pages,
    reconciliation_pages,
    refund_pages,
    retention_pages,
    selection_pages,
    settings_pages,
    sku_pages,
    staff_pages,
    stock_pages,
    terms_pages,
    wallet_pages,
)
from bodega_shop.console.desk import PREFIX, provide_desk
from bodega_shop.console.navigation import Waiting, extension_places, navigation

_HANDLERS: Sequence[ControllerRouterHandler] = (
    *overview_page.HANDLERS,
    *order_pages.HANDLERS,
    *refund_pages.HANDLERS,
    *exception_pages.HANDLERS,
    *find_payment_pages.HANDLERS,
    *product_pages.HANDLERS,
    *sku_pages.HANDLERS,
    *image_pages.HANDLERS,
    *case_pages.HANDLERS,
    *complaint_pages.HANDLERS,
    *notice_pages.HANDLERS,
    *selection_pages.HANDLERS,
    *stock_pages.HANDLERS,
    *code_pages.HANDLERS,
    *code_change_pages.HANDLERS,
    *code_export_pages.HANDLERS,
    *import_pages.HANDLERS,
    *batch_pages.HANDLERS,
    *category_pages.HANDLERS,
    *channel_pages.HANDLERS,
    *onboarding_pages.HANDLERS,
    *platform_money_page.HANDLERS,
    *plugin_pages.HANDLERS,
    *customer_pages.HANDLERS,
    *wallet_pages.HANDLERS,
    *books_pages.HANDLERS,
    *evidence_pages.HANDLERS,
    *reconciliation_pages.HANDLERS,
    *invoice_pages.HANDLERS,
    *staff_pages.HANDLERS,
    *settings_pages.HANDLERS,
    *domain_pages.HANDLERS,
    *terms_pages.HANDLERS,
    *retention_pages.HANDLERS,
    *opening_pages.HANDLERS,
    *guest_pages.HANDLERS,
)


def console_routes(more: Sequence[ControllerRouterHandler] = ()) -> list[Router]:
    """The door, and the pages behind it; `more` are pages of other features that ask for `desk` and `form`."""
    pages = console_router(PREFIX, [*_HANDLERS, *more], "support")
    inside = Router(
        "/",
        route_handlers=[pages],
        dependencies={"desk": Provide(provide_desk), "form": Provide(provide_form)},
    )
    return [*door_routes(PREFIX, door_navigation), inside]


def door_navigation(request: AnyRequest) -> list[NavLink]:
    """The same navigation beside the pages about oneself."""
    runtime, locale = provide_runtime(request), provide_visit(request).locale

    def say(message: str) -> str:
        return runtime.translations.gettext(locale, message)

    more = extension_places(runtime.extensions, provide_shop(request), locale)
    return navigation(say, staff_on(request), request.url.path, Waiting(), more)
