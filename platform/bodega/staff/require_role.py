"""Guards, read as sentences on a route: who may do this."""

from collections.abc import Callable

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from bodega.kernel.errors import Forbidden, NotSignedIn
from bodega.staff.permissions import Permission
from bodega.staff.staff_member import Role, StaffMember

Guard = Callable[["ASGIConnection", BaseRouteHandler], None]  # type: ignore[type-arg]


class PasswordDue(Forbidden):
    """Please enter your password again before you do this."""

    kind = "password-due"


class ConsentDue(Forbidden):
    """Our terms have changed. Please read what is different first."""

    kind = "consent-due"


def at_least(role: Role) -> Guard:
    """A guard that lets `role` pass, and every role above it."""

    def guard(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        if not staff_on(connection).is_at_least(role):
            raise Forbidden("Your role in this shop does not allow this. Please ask its owner.")

    return guard


class Requires:
    """A guard that lets pass who has one of `permissions` on the platform; a test reads them off every route."""

    def __init__(self, *permissions: Permission) -> None:
        self.permissions = permissions

    def __call__(self, connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        staff = staff_on(connection)
        if not any(staff.may(permission) for permission in self.permissions):
            raise Forbidden("Your role on this platform does not allow this. Please ask an administrator.")


def requires(*permissions: Permission) -> Requires:
    """A guard for a route of the platform's console: one of `permissions` is enough."""
    return Requires(*permissions)


def requires_platform_role(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """For the whole console of the platform; a route that forgot to say what it requires is for administrators."""
    staff = staff_on(connection)
    says = any(isinstance(guard, Requires) for guard in handler.guards or ())
    if not staff.works_for_platform() or not (says or staff.role == "administrator"):
        raise Forbidden("Your role on this platform does not allow this. Please ask an administrator.")


def requires_account(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """For `/my`: anybody who is signed in on the platform's host."""
    if not staff_on(connection).on_platform:
        raise NotSignedIn


requires_staff = at_least("support")
requires_operator = at_least("operator")
requires_owner = at_least("owner")
requires_administrator = at_least("administrator")


def requires_recent_password(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """For dangerous acts: the password was given in the last quarter of an hour."""
    now = connection.scope["state"]["runtime"].clock.now()
    if not staff_on(connection).gave_password_lately(now):
        raise PasswordDue


def staff_on(connection: ASGIConnection) -> StaffMember:  # type: ignore[type-arg]
    """The person whom the console's door let in; raises `NotSignedIn` on a route without that door."""
    staff = connection.scope["state"].get("staff")
    if not isinstance(staff, StaffMember):
        raise NotSignedIn
    return staff
