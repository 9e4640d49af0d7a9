"""Stand at a console's door: let signed-in staff pass, send everyone else to the page they need first."""

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from bodega.kernel.errors import Forbidden, NotSignedIn
from bodega.staff.audience import audience_here
from bodega.staff.find_staff import find_staff
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.staff_member import StaffMember
from bodega.web.visit import AnyRequest, provide_runtime

# Where resellers find what is theirs on the platform's host.
RESELLERS = "/my"


_READING = frozenset({"GET", "HEAD"})


class SecondFactorDue(NotSignedIn):
    """Please enter the code from your authenticator app first."""

    kind = "second-factor-due"


class SetUpDue(NotSignedIn):
    """Please set up your second factor first."""

    kind = "set-up-due"


class LetStaffIn(ASGIMiddleware):
    """Runs before the form is read, so that a stranger cannot make us read a large upload.

    `even_if` names what may still be owed on the pages where it is given.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, *even_if: type[NotSignedIn]) -> None:
        self._even_if = even_if

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        staff = await find_visitor(Request(scope))
        if staff is None:
            raise NotSignedIn
        if staff.owes_second_factor() and SecondFactorDue not in self._even_if:
            raise SecondFactorDue
        if staff.owes_set_up() and SetUpDue not in self._even_if:
            raise SetUpDue
        if staff.only_reads and not self._even_if and str(scope.get("method")) not in _READING:
            raise Forbidden("The owner of this shop let you in to look, not to change anything.")
        scope["state"]["staff"] = staff
        await next_app(scope, receive, send)


async def find_visitor(request: AnyRequest) -> StaffMember | None:
    """Whoever the cookie of this request says it is, however far they have come in.

    A reseller is nobody at the door of the platform's own staff: they sign in there as somebody else, or not at all.
    """
    runtime = provide_runtime(request)
    token = request.cookies.get(session_cookie_name(runtime))
    if not token:
        return None
    staff = await find_staff(token, audience_here(request.scope), now=runtime.clock.now())
    if staff is not None and staff.on_platform and not staff.works_for_platform():
        return (
            staff if request.url.path.startswith(f"{RESELLERS}/") or request.url.path == RESELLERS else None
        )
    return staff
