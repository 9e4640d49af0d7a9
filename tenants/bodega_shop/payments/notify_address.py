"""The address at which payment services report: raw bytes in, the protocol's own answer out."""

from uuid import UUID

from litestar import Response, route
from litestar.params import FromPath

from bodega.kernel.errors import TooLarge
from bodega.runtime import Runtime
from bodega.web.visit import AnyRequest, address_of, provide_runtime, provide_shop
from bodega_shop.contracts.paying import RawRequest
from bodega_shop.payments.receive_notification import MOST_BODY_BYTES, receive_notification


@route(
    "/pay/notify/{channel_id:uuid}",
    http_method=["GET", "POST"],
    include_in_schema=False,
    request_max_body_size=MOST_BODY_BYTES,
)
async def hear_payment_service(request: AnyRequest, channel_id: FromPath[UUID]) -> Response[bytes]:
    # Taken from the request itself: two named dependencies would be made in a group of tasks, for each notify.
    runtime, shop = provide_runtime(request), provide_shop(request)
    raw = await raw_request(request, runtime)
    ack = await receive_notification(runtime, shop, channel_id, raw, now=runtime.clock.now())
    return Response(ack.body, status_code=ack.status, media_type=ack.content_type)


async def raw_request(request: AnyRequest, runtime: Runtime) -> RawRequest:
    """The message as it came. Raises `TooLarge` for an address that is longer than any service makes it."""
    query = request.scope.get("query_string", b"")
    if len(query) > MOST_BODY_BYTES:
        raise TooLarge
    return RawRequest(
        method=request.method,
        path=request.url.path,
        query=query,
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
        address=address_of(request, runtime),
    )
