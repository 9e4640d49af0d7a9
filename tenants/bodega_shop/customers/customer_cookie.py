"""The cookie of a signed-in customer: for this host only, and never believed when another site sent the form."""

from urllib.parse import urlsplit

from litestar.datastructures import Cookie

from bodega.runtime import Runtime
from bodega.staff.session_cookie import is_secure, own_cookie_name
from bodega.web.visit import AnyRequest
from bodega_shop.customers.start_session import LIFETIME

_READS = frozenset({"GET", "HEAD"})
_OUR_OWN = frozenset({"same-origin", "none"})


def customer_cookie_name(runtime: Runtime) -> str:
    return own_cookie_name(runtime, "customer")


def customer_token(runtime: Runtime, request: AnyRequest) -> str:
    """The token that this browser sent; empty without one, and for a form that another site's page sent.

    Shops of one street are one site to a browser, so that `SameSite` alone does not keep them apart.
    """
    if not request.cookies:
        return ""  # the name of the cookie is a signature, and most visitors bring none
    token = request.cookies.get(customer_cookie_name(runtime), "")
    return "" if token and _is_foreign(request) else token


def customer_cookie(runtime: Runtime, token: str) -> Cookie:
    """An empty token takes the cookie away."""
    return Cookie(
        key=customer_cookie_name(runtime),
        value=token,
        max_age=int(LIFETIME.total_seconds()) if token else 0,
        path="/",
        httponly=True,
        secure=is_secure(runtime),
        samesite="lax",
    )


def _is_foreign(request: AnyRequest) -> bool:
    if request.method in _READS:
        return False
    if site := request.headers.get("sec-fetch-site"):
        return site not in _OUR_OWN
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc != request.headers.get("host", "")
