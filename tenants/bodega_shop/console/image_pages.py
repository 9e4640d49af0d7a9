"""A product's picture in the console: uploaded, or taken away."""

from uuid import UUID

from litestar import post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from bodega.kernel.errors import InvalidInput
from bodega.kernel.sniff_image import LARGEST_UPLOAD_BYTES
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.catalog.save_image import remove_image, save_image
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.product_pages import HOME

ROOM_FOR_THE_REST_BYTES = 64 * 1024


@post(
    "/products/{product_id:uuid}/image",
    guards=[requires_operator],
    request_max_body_size=LARGEST_UPLOAD_BYTES + ROOM_FOR_THE_REST_BYTES,
)
async def upload_image(desk: NamedDependency[Desk], product_id: FromPath[UUID]) -> Answer:
    async def deed() -> None:
        name, upload = await _sent_file(desk)
        await save_image(desk.shop, product_id, upload, name=name, now=desk.now)

    return await desk.act(deed(), f"{HOME}/{product_id}", "The picture is up.")


@post("/products/{product_id:uuid}/image-removal", guards=[requires_operator])
async def drop_image(desk: NamedDependency[Desk], product_id: FromPath[UUID]) -> Answer:
    deed = remove_image(desk.shop, product_id, now=desk.now)
    return await desk.act(deed, f"{HOME}/{product_id}", "The picture is gone; the drawn face shows again.")


async def _sent_file(desk: Desk) -> tuple[str, bytes]:
    sent = (await desk.request.form()).get("image")
    if not isinstance(sent, UploadFile):
        raise InvalidInput("Please choose a file.", field="image")
    return sent.filename or "", await sent.read()


HANDLERS = [upload_image, drop_image]
