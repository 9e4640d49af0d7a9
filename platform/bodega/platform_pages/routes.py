"""Every address of the platform's host."""

from collections.abc import Sequence

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from bodega.kernel.settings import Settings
from bodega.my_pages.routes import my_routes
from bodega.platform_pages import (
    act_pages,
    announcement_pages,
    ask_visit_pages,
    calendar_pages,
    case_pages,
    catalogue_kind_pages,
    catalogue_pages,
    complaint_desk_pages,
    complaint_pages,
    directory_pages,
    duty_file_pages,
    entrance_pages,
    identity_pages,
    invitation_pages,
    notice_desk_pages,
    notice_pages,
    open_shop_pages,
    paper_pages,
    payout_pages,
    policy_pages,
    published_pages,
    published_staff_pages,
    reason_pages,
    report_pages,
    retention_pages,
    review_pages,
    review_queue_pages,
    rule_act_pages,
    rule_pages,
    settlement_pages,
    shop_pages,
    staff_pages,
)
from bodega.platform_pages.audit_page import export_audit, show_audit
from bodega.platform_pages.extension_page import show_extensions
from bodega.platform_pages.front_page import serve_robots, show_front
from bodega.platform_pages.navigation import PREFIX, platform_nav
from bodega.platform_pages.overview_page import show_overview
from bodega.platform_pages.verify_page import show_verified
from bodega.plugins.extensions import Extensions
from bodega.staff.choose_language import choose_language
from bodega.staff.console_router import NEVER_KEPT, console_router
from bodega.staff.door_routes import door_routes, provide_page
from bodega.staff.refuse_foreign_forms import RefuseForeignForms
from bodega.staff.require_role import requires_platform_role
from bodega.web.sent_form import provide_form


def platform_routes(_: Settings, extensions: Extensions) -> Sequence[ControllerRouterHandler]:
    """Our own pages, and behind the same door those of the shop's code."""
    doors = extensions.platform_doors
    more = [page for door in doors for page in door.pages()]
    mine = [page for door in doors if door.my_pages for page in door.my_pages()]
    heard = [address for door in doors for address in door.addresses()]
    return [
        _front(),
        _opening(),
        *door_routes(PREFIX, platform_nav),
        _console(more),
        *my_routes(mine),
        *heard,
    ]


def _front() -> Router:
    """What everybody sees first: it has no form, so it leaves no cookie."""
    return Router(
        "/",
        route_handlers=[
            show_front,
            show_verified,
            choose_language,
            serve_robots,
            *directory_pages.HANDLERS,
            *published_pages.HANDLERS,
        ],
        dependencies={"page": provide_page("", platform_nav)},
        include_in_schema=False,
    )


def _opening() -> Router:
    """Ask for a shop: no session, but a form that must be our own."""
    return Router(
        "/",
        route_handlers=[
            open_shop_pages.show_form,
            open_shop_pages.take_form,
            open_shop_pages.show_opening,
            *entrance_pages.HANDLERS,
            *invitation_pages.HANDLERS,
            *complaint_pages.HANDLERS,
            *duty_file_pages.HANDLERS,
            *notice_pages.HANDLERS,
        ],
        middleware=[RefuseForeignForms()],
        dependencies={"page": provide_page("", platform_nav), "form": Provide(provide_form)},
        response_headers=NEVER_KEPT,
        include_in_schema=False,
    )


def _console(more: Sequence[ControllerRouterHandler]) -> Router:
    pages = [
        show_overview,
        shop_pages.show_shops,
        shop_pages.show_shop,
        act_pages.show_act,
        act_pages.take_act,
        policy_pages.show_policy,
        policy_pages.take_policy,
        show_extensions,
        show_audit,
        export_audit,
        *review_queue_pages.HANDLERS,
        *review_pages.HANDLERS,
        *calendar_pages.HANDLERS,
        *reason_pages.HANDLERS,
        *staff_pages.HANDLERS,
        *announcement_pages.HANDLERS,
        *paper_pages.HANDLERS,
        *identity_pages.HANDLERS,
        *report_pages.HANDLERS,
        *retention_pages.HANDLERS,
        *rule_pages.HANDLERS,
        *rule_act_pages.HANDLERS,
        *case_pages.HANDLERS,
        *complaint_desk_pages.HANDLERS,
        *notice_desk_pages.HANDLERS,
        *catalogue_pages.HANDLERS,
        *catalogue_kind_pages.HANDLERS,
        *ask_visit_pages.HANDLERS,
        *settlement_pages.HANDLERS,
        *payout_pages.HANDLERS,
        *published_staff_pages.HANDLERS,
        *more,
    ]
    return Router(
        "/",
        route_handlers=[console_router(PREFIX, pages, requires_platform_role)],
        dependencies={"page": provide_page(PREFIX, platform_nav), "form": Provide(provide_form)},
    )
