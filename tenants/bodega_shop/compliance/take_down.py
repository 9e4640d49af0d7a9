"""Take a good off sale because a right holder objects to it, and end that; by the same road as a broken rule."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.compliance.ground import ground_of
from bodega_shop.compliance.judge_goods import judge_good
from bodega_shop.compliance.weigh_goods import Platform
from bodega_shop.settings.record_deed import record_deed

_KEEP = """
    insert into takedown (id, product_id, right_kind, at) values ($1, $2, $3, $4) on conflict do nothing"""
_LIFT = "update takedown set lifted_at = $2 where id = $1 and lifted_at is null returning product_id"


async def take_down(
    shop: Shop, takedown_id: UUID, product_id: UUID, right_kind: str, *, now: datetime
) -> None:
    """Its case opens, and it is stopped, however often its owner publishes it. Done again it changes nothing."""
    ground = await ground_of(shop, now=now)
    async with shop_scope(shop) as scope:
        if await scope.execute(_KEEP, takedown_id, product_id, right_kind, now):
            await record_deed(scope, "product.taken_down", str(product_id), by=Platform(), now=now)
        await judge_good(scope, ground, product_id, now=now)


async def put_back(shop: Shop, takedown_id: UUID, *, now: datetime) -> None:
    """It is on sale again by itself, unless something else keeps it off, or its owner took it off."""
    ground = await ground_of(shop, now=now)
    async with shop_scope(shop) as scope:
        product_id = await scope.fetchval(_LIFT, takedown_id, now)
        if product_id is None:
            return
        await record_deed(scope, "product.put_back", str(product_id), by=Platform(), now=now)
        await judge_good(scope, ground, product_id, now=now)
