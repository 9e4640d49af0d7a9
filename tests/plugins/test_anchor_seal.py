"""A stranger's `anchor_seal` writes the seals of Xinghai down outside, and its receipts are kept beside them."""

from datetime import timedelta
from typing import Any

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import PluginError
from bodega.kernel.ids import new_id
from bodega.plugins.enable import enable_plugin
from bodega_shop.evidence.anchor_new_seal import anchor_new_seal
from bodega_shop.evidence.seal_events import seal_events

STAMPING = """
@hookimpl
async def anchor_seal(ctx, event):
    return f"stamp {event.number} {event.digest} {event.events} of {ctx.shop}"
"""
SILENT = "@hookimpl\nasync def anchor_seal(event): return ''\n"


async def seal_id_of(stand: Any) -> str:
    await stand.place()
    await seal_events(stand.shop, now=stand.street.runtime.clock.now() + timedelta(minutes=11))
    async with shop_scope(stand.shop) as scope:
        return str(await scope.fetchval("select id from event_seal"))


async def receipts(stand: Any) -> dict[str, str]:
    async with shop_scope(stand.shop) as scope:
        rows = await scope.fetch("select via, receipt from event_anchor")
    return {row["via"]: row["receipt"] for row in rows}


async def switch_on(house: Any, shop: Any, *plugins: str) -> Any:
    for plugin in plugins:
        await enable_plugin(
            house.runtime, shop, plugin, actor_id=new_id(), actor="Lin Wei", now=house.runtime.clock.now()
        )
    return await house.again(shop)


async def test_a_receipt_is_kept_once(install: Any, open_house: Any, stand: Any) -> None:
    install("stamper", STAMPING)
    seal_id = await seal_id_of(stand)
    async with open_house() as house:
        shop = await switch_on(house, stand.shop, "stamper")
        for _ in range(2):
            await anchor_new_seal(house.runtime, shop, {"seal_id": seal_id})
    async with shop_scope(stand.shop) as scope:
        digest = await scope.fetchval("select digest from event_seal")
    assert await receipts(stand) == {"stamper": f"stamp 1 {digest.hex()} 1 of {stand.shop.slug}"}


async def test_one_that_gives_no_receipt_is_asked_again_and_stops_nobody(
    install: Any, open_house: Any, stand: Any
) -> None:
    install("silent", SILENT)
    install("stamper", STAMPING)
    seal_id = await seal_id_of(stand)
    async with open_house() as house:
        shop = await switch_on(house, stand.shop, "silent", "stamper")
        with pytest.raises(PluginError, match="silent"):
            await anchor_new_seal(house.runtime, shop, {"seal_id": seal_id})
    assert set(await receipts(stand)) == {"stamper"}


async def test_a_shop_without_anchors_asks_nobody(stand: Any) -> None:
    await anchor_new_seal(stand.street.runtime, stand.shop, {"seal_id": await seal_id_of(stand)})
    assert await receipts(stand) == {}
