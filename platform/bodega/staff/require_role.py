"""Guards, read as sentences on a route: who may do this."""

from collections.abc import Callable

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from bodega.kernel.errors import Forbidden, NotSignedIn
from bodega.staff.staff_member import Role, StaffMember

Guard = Callable[["ASGIConnection", BaseRouteHandler], None]  # type: ignore[type-arg]


class PasswordDue(Forbidden):
    """Please enter your password again before you do this."""

    kind = "password-due"


def at_least(role: Role) -> Guard:
    """A guard that lets `role` pass, and every role above it."""

    def guard(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        if not staff_on(connection).is_at_least(role):
            raise Forbidden("Your role in this shop does not allow this. Please ask its owner.")

    return guard


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
