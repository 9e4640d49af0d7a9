"""Serve the pictures of a shop's products: an address is never used for two, so browsers keep them for ever."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.street.shop import Shop
from bodega.web.given import NamedDependency

KEEP_FOR_EVER = "public, max-age=31536000, immutable"


@get("/images/{image_id:uuid}", include_in_schema=False)
async def serve_image(shop: NamedDependency[Shop], image_id: FromPath[UUID]) -> Response[bytes]:
    content_type, body = await read_image(shop, image_id)
    return Response(body, media_type=content_type, headers={"cache-control": KEEP_FOR_EVER})


async def read_image(shop: NamedDependency[Shop], image_id: UUID) -> tuple[str, bytes]:
    """The content type and the bytes; raises `NotFound`, also for a picture of another shop."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow("select content_type, body from image where id = $1", image_id)
    if row is None:
        raise NotFound
    return row["content_type"], row["body"]
