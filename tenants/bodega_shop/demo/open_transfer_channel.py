"""Let a shop of the demo be paid by transfer, which a person confirms."""

from bodega.kernel.database import shop_scope
from bodega.plugins.manifest import DemoShop
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.demo.read_goods import DemoTransfer
from bodega_shop.floor import floor_of
from bodega_shop.payments.read_channel_form import ChannelTexts
from bodega_shop.payments.save_channel import create_channel

GATEWAY = "manual"


async def open_transfer_channel(runtime: Runtime, shop: Shop, transfer: DemoTransfer, demo: DemoShop) -> None:
    """Where the extension is not on, or there is such a channel, nothing happens."""
    if GATEWAY not in {gateway.code for gateway in floor_of(runtime).gateways.enabled_in(shop)}:
        return
    async with shop_scope(shop) as scope:
        if await scope.fetchval("select 1 from channel where gateway = $1", GATEWAY):
            return
    settings = {"account": transfer.account, "holder": transfer.holder, "where": transfer.where}
    texts = ChannelTexts(transfer.name, "", "", enabled=True, settings=settings)
    await create_channel(runtime, shop, GATEWAY, texts, by=demo, now=demo.now)
