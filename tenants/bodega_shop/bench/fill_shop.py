"""Fill a shop for a benchmark: one good with many sealed codes, paid through one channel that a load client signs for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.plugins.bench_door import BenchGoods
from bodega.plugins.settings_form import form_values
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.bench.load_codes import load_codes
from bodega_shop.catalog.create_category import create_category
from bodega_shop.catalog.create_product import create_product
from bodega_shop.catalog.edit_product import ProductTexts, edit_product
from bodega_shop.catalog.publish_product import publish_product
from bodega_shop.catalog.save_sku import SkuTexts, create_sku
from bodega_shop.floor import floor_of
from bodega_shop.payments.read_channel_form import ChannelTexts
from bodega_shop.payments.save_channel import create_channel

GATEWAY = "epay"
ACCOUNT = {"base_url": "http://127.0.0.1:9", "pid": "1001", "key": "a-key-that-opens-nothing"}
SLUG = "star-card-100"

_INTRODUCTION = "Game points for **Star Sea**, loaded at once.\n\n- for every region\n- valid for three years"
_HOW_TO = "1. Open the game and sign in.\n2. Choose *Top up*.\n3. Enter the code."
_GUARANTEE = "A code that is invalid or already used is replaced or refunded."


async def fill_shop(runtime: Runtime, shop: Shop, goods: BenchGoods) -> Mapping[str, Any]:
    """What the shop's buyers must know."""
    sku_id = await _shelve(shop, goods)
    await load_codes(shop, sku_id, goods.codes, by=goods, now=goods.now)
    gateway = floor_of(runtime).gateways.find(GATEWAY)
    texts = ChannelTexts(
        "支付宝", "", "", enabled=True, settings=form_values(gateway.settings_type, {}) | ACCOUNT
    )
    channel_id = await create_channel(runtime, shop, GATEWAY, texts, by=goods, now=goods.now)
    async with shop_scope(shop) as scope:
        channel = await scope.fetchval("select code from channel where id = $1", channel_id)
    return {
        "host": shop.canonical_host,
        "page": f"/products/{SLUG}",
        "sku": str(sku_id),
        "channel": channel,
        "pid": ACCOUNT["pid"],
        "key": ACCOUNT["key"],
    }


async def _shelve(shop: Shop, goods: BenchGoods) -> UUID:
    category_id = await create_category(shop, name="游戏点卡", parent_id=None)
    product_id = await create_product(shop, title="星海点卡", category_id=category_id, now=goods.now)
    texts = ProductTexts(
        title="星海点卡",
        slug=SLUG,
        category_id=category_id,
        position="1",
        introduction=_INTRODUCTION,
        how_to=_HOW_TO,
        guarantee=_GUARANTEE,
    )
    await edit_product(shop, product_id, texts, now=goods.now)
    sku_id = await create_sku(
        shop, product_id, SkuTexts("100元", "99.80", "1", "5", active=True), by=goods, now=goods.now
    )
    await publish_product(shop, product_id, by=goods, now=goods.now)
    return sku_id
