"""Reads a request's fields the way PHP gateways do: the address first, the form over it, as UTF-8 text."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from bodega.kernel.errors import InvalidInput


async def read_fields(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Raises InvalidInput for bytes that are not UTF-8: a signature over guessed text would never hold."""
    query: bytes = request.scope["query_string"]
    if request.method != "POST":
        return _decoded(query)
    if request.headers.get("content-type", "").startswith("multipart/"):
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        return _decoded(query) | form
    return _decoded(query) | _decoded(await request.body())


def _decoded(text: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(text.decode(), keep_blank_values=True, errors="strict"))
    except (UnicodeDecodeError, ValueError) as error:
        raise InvalidInput("The request is not UTF-8 text.") from error
