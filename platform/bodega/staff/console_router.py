"""Mount pages of a console behind its door: a session, forms of our own only, and a role that is high enough."""

from collections.abc import Sequence
from typing import Any

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from bodega.staff.console_failures import console_failures
from bodega.staff.let_staff_in import LetStaffIn
from bodega.staff.refuse_foreign_forms import RefuseForeignForms, csrf_token_of
from bodega.staff.require_role import Guard, at_least, staff_on
from bodega.staff.staff_member import Role, StaffMember
from bodega.web.visit import AnyRequest

NEVER_KEPT = {"cache-control": "no-store"}


def console_router(
    path: str, handlers: Sequence[ControllerRouterHandler], minimum: Role | Guard, **router_settings: Any
) -> Router:
    """A router for pages under `path`, whose first part (`/console`, `/admin`) says whose console it is.

    Handlers may ask for `staff: StaffMember` and `csrf_token: str`; a route that needs more than `minimum` takes a
    guard of `require_role`. `router_settings` go to Litestar's Router, such as `request_max_body_size`.
    """
    return Router(
        path,
        route_handlers=handlers,
        middleware=[LetStaffIn(), RefuseForeignForms()],
        guards=[at_least(minimum) if isinstance(minimum, str) else minimum],
        dependencies=console_dependencies(),
        exception_handlers=console_failures("/" + path.split("/")[1]),
        response_headers=NEVER_KEPT,
        include_in_schema=False,
        **router_settings,
    )


def console_dependencies() -> dict[str, Provide]:
    return {
        "staff": Provide(provide_staff, sync_to_thread=False),
        "csrf_token": Provide(provide_csrf_token, sync_to_thread=False),
    }


def provide_staff(request: AnyRequest) -> StaffMember:
    return staff_on(request)


def provide_csrf_token(request: AnyRequest) -> str:
    return csrf_token_of(request)
