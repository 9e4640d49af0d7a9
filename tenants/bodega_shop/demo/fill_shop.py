"""Fill a shop of the demo: how it looks, what it sells, and how it takes money. A run that was cut short goes on."""

from collections.abc import Mapping
from dataclasses import replace

from bodega.kernel.database import shop_scope
from bodega.plugins.manifest import DemoShop
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.demo.fill_shelf import fill_shelf
from bodega_shop.demo.give_bonus import CURRENCY, give_bonus
from bodega_shop.demo.open_practice_channel import open_practice_channel
from bodega_shop.demo.open_transfer_channel import open_transfer_channel
from bodega_shop.demo.publish_pages import publish_pages
from bodega_shop.demo.read_goods import DemoGoods, read_goods
from bodega_shop.demo.remember_sales import remember_sales
from bodega_shop.settings.edit_profile import edit_profile
from bodega_shop.settings.profile import Profile, read_profile


async def fill_shop(runtime: Runtime, shop: Shop, demo: DemoShop) -> Mapping[str, str]:
    """Gives the address at which the payment service reports. Once filled, only the channel is kept up to date."""
    goods = read_goods(shop.slug)
    if not demo.filled:
        await _furnish(runtime, shop, goods, demo)
        await publish_pages(runtime, shop, goods.owner, by=demo)
        await fill_shelf(shop, goods, by=demo, now=demo.now)
        await give_bonus(shop, goods, by=demo, now=demo.now)
        await remember_sales(runtime, shop, now=demo.now)
    addresses = {}
    for account in demo.accounts:
        addresses["notify_url"] = await open_practice_channel(runtime, shop, account, goods, demo)
    if goods.transfer and not demo.filled:
        await open_transfer_channel(runtime, shop, goods.transfer, demo)
    return addresses


async def _furnish(runtime: Runtime, shop: Shop, goods: DemoGoods, demo: DemoShop) -> None:
    async with shop_scope(shop) as scope:
        profile = await read_profile(scope)
    await edit_profile(runtime, shop, _furnished(profile, goods), by=demo, now=demo.now)


def _furnished(profile: Profile, goods: DemoGoods) -> Profile:
    return replace(
        profile,
        notice=goods.notice,
        contact=goods.contact,
        accent=goods.accent,
        terms=goods.terms,
        time_zone=goods.time_zone,
        currency=CURRENCY,
        # One machine visits from one address, and it may place as many orders as it likes.
        unpaid_per_address=0,
    )
