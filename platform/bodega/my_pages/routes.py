"""Every address under `/my`, where any account signs in and finds what is its own."""

from collections.abc import Sequence

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from bodega.my_pages import (
    category_pages,
    home_page,
    identity_pages,
    journey_pages,
    link_pages,
    listing_pages,
    money_pages,
    name_check,
    offer_pages,
    paper_pages,
    statement_pages,
    step_pages,
    terms_pages,
)
from bodega.my_pages.navigation import my_nav
from bodega.published.require_consent import requires_current_consent
from bodega.staff.console_router import NEVER_KEPT, console_router
from bodega.staff.door_routes import door_routes, provide_page
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.refuse_foreign_forms import RefuseForeignForms
from bodega.staff.require_role import requires_account
from bodega.web.sent_form import provide_form


def my_routes(more: Sequence[ControllerRouterHandler] = ()) -> Sequence[ControllerRouterHandler]:
    """The door and, behind it, every page. Each page shows what belongs to `staff.account_id` and nothing else; `more` is brought by extensions."""
    pages: list[ControllerRouterHandler] = [
        *home_page.HANDLERS,
        *offer_pages.HANDLERS,
        *journey_pages.HANDLERS,
        *step_pages.HANDLERS,
        *name_check.HANDLERS,
        *paper_pages.HANDLERS,
        *terms_pages.HANDLERS,
        *category_pages.HANDLERS,
        *listing_pages.HANDLERS,
        *identity_pages.HANDLERS,
        *money_pages.HANDLERS,
        *statement_pages.HANDLERS,
        *more,
    ]
    behind = Router(
        "/",
        route_handlers=[console_router(RESELLERS, pages, requires_account)],
        guards=[requires_current_consent],
        dependencies={"page": provide_page(RESELLERS, my_nav), "form": Provide(provide_form)},
    )
    outside = Router(
        RESELLERS,
        route_handlers=link_pages.HANDLERS,
        middleware=[RefuseForeignForms()],
        dependencies={"page": provide_page(RESELLERS, my_nav), "form": Provide(provide_form)},
        response_headers=NEVER_KEPT,
        include_in_schema=False,
    )
    return [*door_routes(RESELLERS, my_nav), outside, behind]
