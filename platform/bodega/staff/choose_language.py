"""Remember the language that a visitor chose, on this host, for a year."""

from litestar import Response, get
from litestar.datastructures import Cookie
from litestar.params import FromPath
from litestar.response import Redirect

from bodega.kernel.errors import NotFound
from bodega.kernel.i18n import LOCALES
from bodega.staff.local_page import local_page
from bodega.web.visit import LOCALE_COOKIE, AnyRequest

_KEEP_SECONDS = 365 * 24 * 60 * 60


@get("/language/{code:str}", include_in_schema=False)
async def choose_language(request: AnyRequest, code: FromPath[str]) -> Response[None]:
    """Lead back to the page it was chosen on; raises `NotFound` for a language we do not speak."""
    if code not in LOCALES:
        raise NotFound
    back = local_page(request.query_params.get("next", ""), "") or "/"
    return Redirect(back, status_code=303, cookies=[language_cookie(code)])


def language_cookie(code: str) -> Cookie:
    return Cookie(key=LOCALE_COOKIE, value=code, max_age=_KEEP_SECONDS, path="/", samesite="lax")
