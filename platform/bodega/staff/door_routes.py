"""The door of a console and the pages about oneself, the same on the platform's host and on a shop's."""

from collections.abc import Sequence

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler, Middleware

from bodega.staff import account_pages, second_factor_pages, sign_in_pages, visit_pages
from bodega.staff.announcement_reading import take_reading
from bodega.staff.choose_language import choose_language
from bodega.staff.console_failures import console_failures
from bodega.staff.console_router import NEVER_KEPT, console_dependencies
from bodega.staff.door_page import DoorPage, Nav
from bodega.staff.let_staff_in import LetStaffIn, SecondFactorDue, SetUpDue
from bodega.staff.refuse_foreign_forms import RefuseForeignForms
from bodega.web.sent_form import provide_form
from bodega.web.visit import AnyRequest


def door_routes(prefix: str, nav: Nav) -> list[Router]:
    """Sign-in, second factor, account and language under `prefix` (`/console` or `/admin`).

    `nav` gives the navigation beside the account pages. The cookie counts for the host that is asked and no other.
    """
    anybody = [sign_in_pages.show_sign_in, sign_in_pages.take_sign_in]
    half_way = [
        sign_in_pages.show_second_factor,
        sign_in_pages.take_second_factor,
        sign_in_pages.take_sign_out,
    ]
    setting_up = [
        sign_in_pages.show_password_check,
        sign_in_pages.take_password_check,
        second_factor_pages.show_set_up,
        second_factor_pages.take_set_up,
    ]
    inside = [
        second_factor_pages.take_new_codes,
        second_factor_pages.take_removal,
        account_pages.show_account,
        account_pages.take_account,
        account_pages.show_password,
        account_pages.take_password,
        account_pages.take_ended_session,
        take_reading,
        *visit_pages.HANDLERS,
    ]
    return [
        Router(prefix, route_handlers=[choose_language]),
        _router(prefix, nav, anybody),
        _router(prefix, nav, half_way, LetStaffIn(SecondFactorDue, SetUpDue)),
        _router(prefix, nav, setting_up, LetStaffIn(SetUpDue)),
        _router(prefix, nav, inside, LetStaffIn()),
    ]


def provide_page(prefix: str, nav: Nav) -> Provide:
    """The dependency `page: DoorPage` for routes under `prefix`."""

    def page(request: AnyRequest) -> DoorPage:
        return DoorPage(request, prefix, nav)

    return Provide(page, sync_to_thread=False)


def _router(prefix: str, nav: Nav, handlers: Sequence[ControllerRouterHandler], *door: Middleware) -> Router:
    return Router(
        prefix,
        route_handlers=handlers,
        middleware=[*door, RefuseForeignForms()],
        dependencies={
            **console_dependencies(),
            "page": provide_page(prefix, nav),
            "form": Provide(provide_form),
        },
        exception_handlers=console_failures(prefix),
        response_headers=NEVER_KEPT,
        include_in_schema=False,
    )
