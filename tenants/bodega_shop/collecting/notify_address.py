"""The address on the platform's host at which a service reports for all shops that use one account of the platform."""

from uuid import UUID

from litestar import Response, route
from litestar.params import FromPath

from bodega.runtime import Runtime
from bodega.web.given import NamedDependency
from bodega.web.visit import AnyRequest
from bodega_shop.collecting.hear_for_shops import hear_for_shops
from bodega_shop.payments.notify_address import raw_request
from bodega_shop.payments.receive_notification import MOST_BODY_BYTES


@route(
    "/pay/notify/{channel_id:uuid}",
    http_method=["GET", "POST"],
    include_in_schema=False,
    request_max_body_size=MOST_BODY_BYTES,
)
async def hear_for_every_shop(
    request: AnyRequest, runtime: NamedDependency[Runtime], channel_id: FromPath[UUID]
) -> Response[bytes]:
    raw = await raw_request(request.scope, request.receive)
    ack = await hear_for_shops(runtime, channel_id, raw, now=runtime.clock.now())
    return Response(ack.body, status_code=ack.status, media_type=ack.content_type)
