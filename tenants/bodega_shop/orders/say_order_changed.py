"""Tell open pages that an order changed; they look again. Nothing is lost when nobody hears it."""

from contextlib import suppress
from uuid import UUID

from redis.exceptions import RedisError

from bodega.runtime import Runtime
from bodega.street.shop import Shop


def topic_of(shop: Shop, order_id: UUID) -> str:
    return f"order:{shop.id}:{order_id}"


async def say_order_changed(runtime: Runtime, shop: Shop, order_id: UUID) -> None:
    with suppress(RedisError, OSError):
        await runtime.say_live(topic_of(shop, order_id), "changed")
