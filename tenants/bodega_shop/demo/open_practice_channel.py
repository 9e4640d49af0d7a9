"""Let a shop of the demo take money through the practice gateway."""

from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.plugins.manifest import DemoAccount, DemoShop
from bodega.plugins.settings_form import form_values
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.demo.read_goods import DemoGoods
from bodega_shop.floor import floor_of
from bodega_shop.payments.open_channel import notify_url
from bodega_shop.payments.read_channel_form import ChannelTexts
from bodega_shop.payments.save_channel import create_channel


async def open_practice_channel(
    runtime: Runtime, shop: Shop, account: DemoAccount, goods: DemoGoods, demo: DemoShop
) -> str:
    """The address to which this channel's payments are reported.

    A channel that is there already only learns where the gateway listens now, and only while it still is ours.
    """
    async with shop_scope(shop) as scope:
        channel_id: UUID | None = await scope.fetchval(
            "select id from channel where code = $1", account.gateway
        )
        await scope.execute(
            "update channel set settings = settings || $2, changed_at = $3 where code = $1"
            " and settings ->> 'pid' = $4 and settings ->> 'base_url' like 'http://127.0.0.1:%'"
            " and settings ->> 'base_url' <> $5",
            account.gateway, {"base_url": account.base_url}, demo.now, account.pid, account.base_url,
        )  # fmt: skip
    if channel_id is None:
        texts = ChannelTexts(
            goods.channel,
            "",
            "",
            enabled=True,
            settings=_settings(runtime, account),
            fee_percent=goods.fee_percent,
        )
        channel_id = await create_channel(runtime, shop, account.gateway, texts, by=demo, now=demo.now)
    await runtime.directory.announce_change(shop.id)
    return notify_url(runtime, shop, channel_id)


def _settings(runtime: Runtime, account: DemoAccount) -> dict[str, str]:
    gateway = floor_of(runtime).gateways.find(account.gateway)
    usual = form_values(gateway.settings_type, {})
    return usual | {"base_url": account.base_url, "pid": account.pid, "key": account.key}
