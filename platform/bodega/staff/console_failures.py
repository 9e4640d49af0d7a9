"""What a console answers to a failure: the page that is due first, a page that says what is wrong, or a document."""

from functools import partial
from urllib.parse import urlencode

from litestar import Response
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from bodega.kernel.errors import BodegaError, NotSignedIn
from bodega.staff.let_staff_in import SecondFactorDue, SetUpDue
from bodega.staff.local_page import page_of
from bodega.staff.require_role import ConsentDue, PasswordDue
from bodega.web.failure_page import failure_page
from bodega.web.problems import as_bodega_error, exception_handlers
from bodega.web.visit import AnyRequest


def console_failures(prefix: str) -> ExceptionHandlersMap:
    """Exception handlers for a console under `prefix`: a person is led on, a program is told the status."""
    as_page = exception_handlers(partial(failure_page, back_url=prefix))[Exception]
    as_document = exception_handlers(None)[Exception]
    due: dict[type[BodegaError], str] = {
        SecondFactorDue: f"{prefix}/second-factor",
        SetUpDue: f"{prefix}/account/second-factor",
        PasswordDue: f"{prefix}/password-check",
        ConsentDue: f"{prefix}/terms",
        NotSignedIn: f"{prefix}/sign-in",
    }

    def handle(request: AnyRequest, raised: Exception) -> Response[object]:
        if _wants_json(request):
            return as_document(request, raised)
        error = as_bodega_error(raised)
        page = next((page for kind, page in due.items() if isinstance(error, kind)), None)
        if page is None:
            return as_page(request, raised)
        back = urlencode({"next": page_of(request, prefix)})
        return Redirect(f"{page}?{back}", status_code=303, headers={"cache-control": "no-store"})

    return dict.fromkeys((Exception, *exception_handlers(None)), handle)


def _wants_json(request: AnyRequest) -> bool:
    accept = request.headers.get("accept", "*/*")
    says_json = "json" in accept or "json" in request.headers.get("content-type", "")
    return says_json or not ("text/html" in accept or "*/*" in accept)
