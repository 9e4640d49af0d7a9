"""The job that lets a shop feel what was decided: every process hears of it, and its goods are weighed again."""

from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.errors import NotFound
from bodega.runtime import Runtime
from bodega.street.shop import ANSWERING_STATES

log = structlog.get_logger()


async def tell_shop_of_papers(runtime: Runtime, payload: dict[str, Any]) -> None:
    """Nothing is to do for a shop without tables yet; its first goods are weighed when they are put on sale."""
    shop_id = UUID(payload["shop_id"])
    await runtime.directory.announce_change(shop_id)
    try:
        shop = await runtime.directory.by_id(shop_id)
    except NotFound:
        return
    if shop.state not in ANSWERING_STATES:
        return
    for manifest in runtime.extensions.manifests.values():
        if manifest.qualifications is not None and manifest.always_on:
            weighed = await manifest.qualifications.weigh_goods(shop, now=runtime.clock.now())
            if weighed.held or weighed.back:
                log.info("goods_weighed", shop=shop.slug, held=len(weighed.held), back=len(weighed.back))
