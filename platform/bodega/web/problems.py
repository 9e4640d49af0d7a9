"""Every failure as one answer: a problem document for programs, a page for people, a sentence for both."""

from collections.abc import Callable
from typing import Any

import structlog
from litestar import Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    PermissionDeniedException,
    ValidationException,
)
from litestar.types import ExceptionHandlersMap

from bodega.kernel.errors import (
    BodegaError,
    Forbidden,
    InvalidInput,
    NotFound,
    NotSignedIn,
    TooLarge,
    TooManyRequests,
)
from bodega.web.visit import AnyRequest, Visit, provide_runtime, provide_visit

PROBLEM_JSON = "application/problem+json"
PROGRAMS = "/api/"

Page = Callable[[AnyRequest, Visit, BodegaError], str]

log = structlog.get_logger()


class Broken(BodegaError):
    """Something went wrong on our side. You have not been charged for anything you did not see confirmed."""

    status = 500
    kind = "broken"


class WrongMethod(BodegaError):
    """This address does not do that."""

    status = 405
    kind = "wrong-method"


class StalePage(Forbidden):
    """This page was open for too long. Please go back, reload it and try again."""

    kind = "stale-page"


def exception_handlers(page: Page | None) -> ExceptionHandlersMap:
    """Handlers for everything: people get HTML from `page`; programs, who call `/api/…`, get problem+json.

    The path decides and not the route, because an address that does not exist has no route.
    """

    def handle(request: AnyRequest, raised: Exception) -> Response[Any]:
        error = as_bodega_error(raised)
        if error.status >= 500:
            log.error("request_failed", path=request.url.path, kind=error.kind, exc_info=raised)
        headers = headers_of(error, raised)
        if page is None or f"{request.url.path}/".startswith(PROGRAMS):
            return Response(
                problem(request, error), status_code=error.status, media_type=PROBLEM_JSON, headers=headers
            )
        html = page(request, provide_visit(request), error)
        return Response(html, status_code=error.status, media_type="text/html", headers=headers)

    return {Exception: handle, HTTPException: handle, BodegaError: handle}


def problem(request: AnyRequest, error: BodegaError) -> dict[str, Any]:
    """The fields of RFC 9457, with a title for people in their language and a type for programs."""
    visit = provide_visit(request)
    say = provide_runtime(request).translations.gettext
    document: dict[str, Any] = {
        "type": f"urn:bodega:{error.kind}",
        "title": say(visit.locale, error.message, **error.params),
        "status": error.status,
        "request_id": request.scope["state"]["request_id"],
    }
    if isinstance(error, InvalidInput) and error.field:
        document["field"] = error.field
    return document


def as_bodega_error(error: Exception) -> BodegaError:
    """What was raised, in our own words; a stranger's text never reaches a page."""
    if isinstance(error, BodegaError):
        return error
    if isinstance(error, ValidationException):
        return InvalidInput(field=_first_field(error))
    if isinstance(error, NotFoundException):
        return NotFound()
    if isinstance(error, MethodNotAllowedException):
        return WrongMethod()
    if isinstance(error, PermissionDeniedException):
        return StalePage()
    if isinstance(error, HTTPException) and error.status_code == TooLarge.status:
        return TooLarge()
    if isinstance(error, HTTPException) and error.status_code < 500:
        return InvalidInput()
    return Broken()


def headers_of(error: BodegaError, raised: Exception) -> dict[str, str]:
    headers = {"cache-control": "no-store"}
    if isinstance(error, TooManyRequests):
        headers["retry-after"] = str(error.retry_after_seconds)
    if isinstance(error, NotSignedIn):
        headers["www-authenticate"] = "Bearer"
    if isinstance(raised, MethodNotAllowedException) and raised.headers:
        headers.update(raised.headers)
    return headers


def _first_field(error: ValidationException) -> str | None:
    if isinstance(error.extra, list) and error.extra and isinstance(error.extra[0], dict):
        return str(error.extra[0].get("key", "")) or None
    return None
