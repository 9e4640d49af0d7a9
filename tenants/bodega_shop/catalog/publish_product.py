"""Put a product on sale, or take it off again."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound, Refused
from bodega.street.shop import Shop
from bodega_shop.catalog.allow_another_good import allow_another_good, goods_locks
from bodega_shop.catalog.find_missing import INSTRUCTIONS, find_missing
from bodega_shop.compliance.check_goods import check_goods
from bodega_shop.compliance.ground import ground_of
from bodega_shop.compliance.judge_goods import judge_good
from bodega_shop.settings.record_deed import Actor, record_deed


async def publish_product(shop: Shop, product_id: UUID, *, by: Actor, now: datetime) -> bool:
    """Whether it is on sale now: what breaks a rule goes there by itself once that is mended.

    On sale already, it changes nothing. Raises `Refused` naming the first thing that is missing or the papers that are,
    `NotFound`, `PlanLimit` where the plan has no more goods on sale.
    """
    ground = await ground_of(shop, now=now)
    async with shop_scope(shop, locks=goods_locks(shop)) as scope:
        state = await scope.fetchval("select state from product where id = $1 for update", product_id)
        if state == "draft":
            await allow_another_good(scope, shop, on_sale=True)
        missing = await find_missing(scope, product_id)
        if missing:
            raise Refused(INSTRUCTIONS[missing[0]])
        await check_goods(scope, product_id, ground.trades)
        if await scope.execute(
            "update product set state = 'published', changed_at = $2, held_at = null, held_trade = '',"
            " stopped_at = null where id = $1 and state = 'draft'",
            product_id,
            now,
        ):
            await record_deed(scope, "product.published", str(product_id), by=by, now=now)
        judged = await judge_good(scope, ground, product_id, now=now)
    return judged is not None and judged.on_sale


async def unpublish_product(shop: Shop, product_id: UUID, *, by: Actor, now: datetime) -> None:
    """Orders already placed go on; one that would come back by itself no longer does. Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        if await scope.execute(
            "update product set state = 'draft', changed_at = $2, held_at = null, held_trade = '',"
            " stopped_at = null"
            " where id = $1 and (state = 'published' or held_at is not null or stopped_at is not null)",
            product_id,
            now,
        ):
            await record_deed(scope, "product.unpublished", str(product_id), by=by, now=now)
        elif not await scope.fetchval("select 1 from product where id = $1", product_id):
            raise NotFound
