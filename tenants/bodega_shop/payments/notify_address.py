"""The address at which payment services report: raw bytes in, the protocol's own answer out."""

from typing import Any

from litestar import route

from bodega.kernel.errors import TooLarge
from bodega.web.bare_request import answered_by, read_body, send_bytes
from bodega.web.visit import AnyScope, address_of, runtime_of, shop_of
from bodega_shop.contracts.paying import RawRequest
from bodega_shop.payments.receive_notification import MOST_BODY_BYTES, receive_notification


async def _hear(scope: AnyScope, receive: Any, send: Any) -> None:
    runtime, shop = runtime_of(scope), shop_of(scope)
    channel_id = scope["path_params"]["channel_id"]
    raw = await raw_request(scope, receive)
    ack = await receive_notification(runtime, shop, channel_id, raw, now=runtime.clock.now())
    await send_bytes(send, ack.status, ack.body, ack.content_type.encode())


@route(
    "/pay/notify/{channel_id:uuid}",
    http_method=["GET", "POST"],
    include_in_schema=False,
    middleware=[answered_by(_hear)],
)
async def hear_payment_service() -> None:
    """The address itself: each message goes to `_hear` as it came."""


async def raw_request(scope: AnyScope, receive: Any) -> RawRequest:
    """The message as it came. Raises `TooLarge` for a body or an address that is longer than any service makes it."""
    query = scope.get("query_string", b"")
    if len(query) > MOST_BODY_BYTES:
        raise TooLarge
    return RawRequest(
        method=scope["method"],
        path=scope["path"],
        query=query,
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        body=await read_body(scope, receive, most=MOST_BODY_BYTES),
        address=address_of(scope, runtime_of(scope)),
    )
