"""Serve an operation as it is described, past the framework's work for each call.

For operations that programs call for every order. What is described and what is served is one handler; only the way to
it is shorter (`bodega/web/bare_request.py`).
"""

from collections.abc import Callable
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec
from litestar import Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import BodyKwarg, HeaderParameter, PathParameter

from bodega.kernel.errors import InvalidInput
from bodega.web.bare_request import Headers, answered_by, read_body, send_json
from bodega.web.visit import AnyScope, header_of
from bodega_shop.api.hear_call import call_of
from bodega_shop.api.read_json import read_json_of

Reader = Callable[[AnyScope], str]


async def _answer(scope: AnyScope, receive: Any, send: Any) -> None:
    operation = _understood(scope["route_handler"])
    wishes: dict[str, Any] = {name: read(scope) for name, read in operation.texts.items()}
    if operation.structure is not None:
        body = await read_body(scope, receive, most=operation.most_bytes)
        wishes["data"] = read_json_of(scope, operation.structure, body)
    answer = await operation.act(call=await call_of(scope), **wishes)
    headers = operation.headers
    if isinstance(answer, Response):
        headers += tuple((name.encode(), value.encode()) for name, value in answer.headers.items())
        answer = answer.content
    await send_json(send, operation.status, answer, headers)


directly = answered_by(_answer)
"""For the `middleware` of an operation that asks for its `call`, for texts of its path and of headers, and for a JSON
body as `data`. One that asks for anything else answers nothing, and says so in the log."""


class _Operation(msgspec.Struct, frozen=True):
    act: Callable[..., Any]
    status: int
    headers: Headers
    texts: dict[str, Reader]
    structure: type | None
    most_bytes: int


@cache
def _understood(handler: HTTPRouteHandler) -> _Operation:
    texts, structure = _wishes(handler)
    most = handler.request_max_body_size
    return _Operation(
        act=handler.fn,
        status=handler.status_code,
        headers=tuple((one.name.encode(), str(one.value).encode()) for one in handler.response_headers or ()),
        texts=texts,
        structure=structure,
        most_bytes=most if isinstance(most, int) else 0,
    )


def _wishes(handler: HTTPRouteHandler) -> tuple[dict[str, Reader], type | None]:
    """How each text that it asks for is read, and the structure of its body, None without one."""
    hints = get_type_hints(handler.fn, include_extras=True)
    texts: dict[str, Reader] = {}
    structure = None
    for name in hints.keys() - {"call", "return"}:
        kind, wish = get_args(hints[name])
        if name == "data" and isinstance(wish, BodyKwarg):
            structure = kind
        elif kind is str and isinstance(wish, HeaderParameter) and wish.name:
            texts[name] = _header(wish.name, wish.max_length)
        elif kind is str and isinstance(wish, PathParameter):
            texts[name] = _part_of_path(name)
        else:
            raise TypeError(f"{handler} asks for {name}, which is not read directly")
    return texts, structure


def _header(name: str, longest: int | None) -> Reader:
    key = name.lower().encode()

    def read(scope: AnyScope) -> str:
        text = header_of(scope, key)
        if longest is not None and len(text) > longest:
            raise InvalidInput(field=name)
        return text

    return read


def _part_of_path(name: str) -> Reader:
    def read(scope: AnyScope) -> str:
        return str(scope["path_params"][name])

    return read
