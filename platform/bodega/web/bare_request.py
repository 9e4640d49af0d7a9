"""A request as the server hands it over, for the few addresses that are called too often to be dressed up first.

The framework still routes them, refuses wrong methods and answers their failures; it makes no request object, argument model, dependency
or response of its own for them, which together cost as much as the work that is asked for.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from bodega.kernel.errors import InvalidInput, TooLarge
from bodega.web.visit import AnyScope, header_of

Answer = Callable[[AnyScope, Any, Any], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]


def answered_by(answer: Answer) -> Callable[[Any], Answer]:
    """For the `middleware` of a route: `answer` hears each of its requests, and the route's own handler none."""

    def instead(app: Any) -> Answer:  # noqa: ARG001 - named by the framework, and never called
        return answer

    return instead


async def read_body(scope: AnyScope, receive: Any, *, most: int) -> bytes:
    """All that was sent; raises `TooLarge` as soon as more than `most` bytes are announced or come."""
    announced = header_of(scope, b"content-length")
    if announced.isdecimal() and int(announced) > most:
        raise TooLarge
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise InvalidInput
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise TooLarge
    return body


async def send_json(send: Any, status: int, answer: msgspec.Struct, headers: Headers = ()) -> None:
    await send_bytes(send, status, msgspec.json.encode(answer), b"application/json", headers)


async def send_bytes(send: Any, status: int, body: bytes, content_type: bytes, headers: Headers = ()) -> None:
    length = str(len(body)).encode()
    start = [(b"content-type", content_type), (b"content-length", length), *headers]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body, "more_body": False})
