"""Open shops and have them filled for a benchmark."""

from typing import Any

from bodega.kernel.new_password import new_password
from bodega.plugins.bench_door import Bench, BenchGoods
from bodega.runtime import Runtime
from bodega.staff.create_account import create_account
from bodega.street.open_shop import ask_for_shop, finish_opening
from bodega.street.owner_pool import owner_pool_open

OWNER, NAME = "Lin Wei", "星海点卡行"


async def open_bench_shops(
    runtime: Runtime, door: Bench, slugs: list[str], codes: int
) -> list[dict[str, Any]]:
    """What the buyers of each shop must know, with the `slug` of each."""
    now = runtime.clock.now()
    owner_id = await create_account(
        email=f"{slugs[0]}@example.com", name=OWNER, password=new_password(), locale="zh-CN", now=now
    )
    goods = BenchGoods(owner_id, OWNER, codes, now)
    stands = []
    async with owner_pool_open(runtime) as owner_pool:
        for slug in slugs:
            shop_id = await ask_for_shop(
                runtime, slug=slug, name=NAME, owner_id=owner_id, locale="zh-CN", at_once=True, now=now
            )
            await finish_opening(runtime, owner_pool, shop_id, now=now)
            shop = await runtime.directory.by_id(shop_id)
            stands.append({"slug": slug, **await door.fill(runtime, shop, goods)})
    return stands
