"""Lead visitors to the domain that the owner chose, from wherever else they came in."""

from litestar.response import Redirect

from bodega.web.visit import AnyRequest, provide_runtime, provide_shop

# Long enough for search engines to learn it, short enough for an owner who changes their mind.
_REMEMBERED = {"cache-control": "public, max-age=3600"}
_STAYS = ("/orders", "/look-up")


def lead_visitors(request: AnyRequest) -> Redirect | None:
    """Only who looks around is led on: an order stays on the host whose cookie opens it, and nothing sent is lost."""
    leading = provide_shop(request).leading_host
    if not leading or request.scope["state"]["host"] == leading or request.method not in ("GET", "HEAD"):
        return None
    path = request.scope["path"]
    if path.startswith(_STAYS):
        return None
    query = request.scope["query_string"].decode("latin-1")
    address = provide_runtime(request).settings.address_of(leading, request.url.path)
    return Redirect(f"{address}?{query}" if query else address, status_code=301, headers=_REMEMBERED)
