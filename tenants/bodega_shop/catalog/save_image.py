"""Give a product a picture of its own, or take it away again."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.ids import new_id
from bodega.kernel.sniff_image import MEDIA_TYPE, reencode_image
from bodega.street.shop import Shop
from bodega_shop.compliance.ground import ground_of
from bodega_shop.compliance.judge_goods import judge_good

LONGEST_NAME = 200


async def save_image(shop: Shop, product_id: UUID, upload: bytes, *, name: str = "", now: datetime) -> UUID:
    """The picture is decoded and written anew before it is kept; a new one has a new address. `name` is its file's.

    Raises `InvalidInput` or `TooLarge` for what is no picture we take, `NotFound` for the product.
    """
    picture = await reencode_image(upload)
    ground = await ground_of(shop, now=now)
    image_id = new_id()
    async with shop_scope(shop) as scope:
        before = await _image_of(scope, product_id)
        await scope.execute(
            "insert into image (id, content_type, width, height, body, created_at, name) values ($1, $2, $3, $4, $5, $6, $7)",
            image_id, MEDIA_TYPE, picture.width, picture.height, picture.content, now, _shown(name)[:LONGEST_NAME],
        )  # fmt: skip
        await scope.execute(
            "update product set image_id = $2, changed_at = $3 where id = $1", product_id, image_id, now
        )
        await scope.execute("delete from image where id = $1", before)
        await judge_good(scope, ground, product_id, now=now)
    return image_id


async def remove_image(shop: Shop, product_id: UUID, *, now: datetime) -> None:
    """The drawn face shows again. Raises `NotFound` for the product."""
    ground = await ground_of(shop, now=now)
    async with shop_scope(shop) as scope:
        before = await _image_of(scope, product_id)
        await scope.execute(
            "update product set image_id = null, changed_at = $2 where id = $1", product_id, now
        )
        await scope.execute("delete from image where id = $1", before)
        await judge_good(scope, ground, product_id, now=now)


def _shown(name: str) -> str:
    return " ".join("".join(sign for sign in name if sign.isprintable()).split())


async def _image_of(scope: Scope, product_id: UUID) -> UUID | None:
    row = await scope.fetchrow("select image_id from product where id = $1 for update", product_id)
    if row is None:
        raise NotFound
    image_id: UUID | None = row["image_id"]
    return image_id
