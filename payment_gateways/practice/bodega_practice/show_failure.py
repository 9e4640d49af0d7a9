"""Says what went wrong in the words of whoever asked: the protocol to a shop, JSON to a program, a page to a person."""

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from bodega.kernel.errors import BodegaError
from bodega_practice.render_page import render_page
from bodega_practice.speak import N_, say

LOG = logging.getLogger("bodega_practice")
NOT_FOUND = N_("There is nothing here.")
NOT_USABLE = N_("The request cannot be used.")
OUR_FAULT = N_("The practice gateway failed. Nothing was paid.")


def show_failure(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    status, message, params = _explain(error)
    text = say(request, message, params)
    if request.url.path in {"/mapi.php", "/api.php"} or _is_v2_call(request.url.path):
        return Response({"code": -1, "msg": text}, status_code=200)
    if request.url.path.startswith("/practice/"):
        return Response({"status": status, "title": text, "detail": _detail(error)}, status_code=status)
    return render_page(request, "failure.html", status_code=status, status=status, message=text)


def _is_v2_call(path: str) -> bool:
    """A no is not signed; a person's browser arrives at `submit`."""
    return path.startswith("/api/") and path != "/api/pay/submit"


def _explain(error: Exception) -> tuple[int, str, dict[str, object]]:
    if isinstance(error, BodegaError):
        return error.status, error.message, error.params
    if isinstance(error, HTTPException) and error.status_code < 500:
        return error.status_code, NOT_FOUND if error.status_code == 404 else NOT_USABLE, {}
    LOG.error("unexpected failure", exc_info=error)
    return 500, OUR_FAULT, {}


def _detail(error: Exception) -> Any:
    return {"detail": error.detail, "extra": error.extra} if isinstance(error, HTTPException) else ""
