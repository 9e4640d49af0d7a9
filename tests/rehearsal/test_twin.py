"""The twin: reachable by testers and staff only, in no list, without anything real, and gone when the shop opens."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import Refused
from bodega.lifecycle.decide_launch import approve_launch
from bodega.lifecycle.open_twin import find_twin
from bodega.lifecycle.remove_twin import remove_twin
from bodega.my_pages.list_my_shops import list_my_shops
from bodega.plugins.enable import enable_plugin
from bodega.street.list_shops import count_shops, list_shops
from bodega_shop.payments.list_channels import list_channels
from bodega_shop.payments.read_channel_form import ChannelTexts
from bodega_shop.payments.save_channel import create_channel, edit_channel
from bodega_shop.rehearsal.furnish_twin import furnish_twin


async def test_a_twin_stands_in_no_list_and_opens_its_door_to_nobody_without_a_link(theatre, stage_street):
    before = await count_shops()
    twin = await theatre.open_twin()
    listed, _ = await list_shops(search=twin.slug)
    assert (listed, await count_shops()) == ([], before)
    assert [shop.id for shop in await list_my_shops(theatre.owner_id)] == [theatre.shop.id]
    async with stage_street.client(twin) as stranger:
        page = await stranger.get("/")
        ordered = await stranger.post("/api/v1/orders", json={"contact": "a@example.com", "items": []})
    assert "behind closed doors" in page.text
    assert "noindex" in page.text
    assert ordered.status_code in (400, 423)
    async with stage_street.client() as stranger:
        assert (await stranger.get(f"/verify/{twin.slug}")).status_code == 404


async def test_nothing_that_takes_money_or_carries_messages_follows_into_the_twin(theatre):
    for plugin in ("alipay", "email", "sms", "manual"):
        await enable_plugin(
            theatre.runtime, theatre.shop, plugin, actor_id=theatre.owner_id, actor="Lin Wei",
            now=theatre.runtime.clock.now(),
        )  # fmt: skip
    theatre.shop = await theatre.runtime.directory.by_id(theatre.shop.id)
    twin = await theatre.open_twin()
    await furnish_twin(theatre.runtime, twin)
    twin = await theatre.twin()
    assert twin.enabled & {"alipay", "email", "sms", "manual", "stripe", "wechatpay"} == frozenset()
    async with shop_scope(twin) as scope:
        channels = await scope.fetch("select settings->>'base_url' as url from channel where enabled")
        codes = await scope.fetchval("select count(*) from code")
    assert [row["url"] for row in channels] == [theatre.runtime.settings.practice_url]
    assert codes


@dataclass(frozen=True)
class Owner:
    account_id: UUID
    name: str = "Lin Wei"


async def test_no_owner_takes_real_money_behind_the_closed_doors_of_a_twin(theatre):
    """Nobody looks at what a twin sells, and it goes on while its shop is frozen."""
    twin = await theatre.open_twin()
    await furnish_twin(theatre.runtime, twin)
    twin, now = await theatre.twin(), theatre.runtime.clock.now()
    [practice] = await list_channels(twin)
    texts = ChannelTexts(
        "Real", "", "", enabled=True,
        settings={**practice.settings, "base_url": "https://pay.example/", "pid": "1", "key": "merchant-key"},
    )  # fmt: skip
    by = Owner(theatre.owner_id)
    with pytest.raises(Refused, match="practice money"):
        await create_channel(theatre.runtime, twin, practice.gateway, texts, by=by, now=now)
    with pytest.raises(Refused, match="practice money"):
        await edit_channel(theatre.runtime, twin, practice.id, texts, by=by, now=now)
    assert [one.settings for one in await list_channels(twin)] == [practice.settings]


async def test_goods_that_the_shop_changed_are_the_same_in_the_twin_after_the_next_rehearsal(theatre):
    twin = await theatre.open_twin()
    await furnish_twin(theatre.runtime, twin)
    async with shop_scope(theatre.shop) as scope:
        await scope.execute("update sku set price = 8880")
        await scope.execute("update profile set name = '星海数字生活馆'")
    await furnish_twin(theatre.runtime, twin)
    async with shop_scope(twin) as scope:
        prices = {row["price"] for row in await scope.fetch("select price from sku where name = '100元'")}
        name = await scope.fetchval("select name from profile")
    assert (prices, name) == ({8880}, "星海数字生活馆")


async def test_going_live_takes_the_twin_away_whole(theatre):
    twin = await theatre.open_twin()
    async with platform_scope() as scope:
        await scope.execute("update shop set state = 'compliance' where id = $1", theatre.shop.id)
        now = theatre.runtime.clock.now()
        await approve_launch(scope, theatre.shop.id, {"into": "live"}, actor_id=None, actor="Ada", now=now)
    assert (await find_twin(theatre.shop.id)).state == "closed"
    for _ in range(2):
        await remove_twin(theatre.runtime, {"twin_id": str(twin.id)})
    async with platform_scope() as scope:
        left = await scope.fetchval(
            "select count(*) from pg_catalog.pg_namespace n where n.nspname = $1", twin.schema
        )
        roles = await scope.fetchval(
            "select count(*) from pg_catalog.pg_roles where rolname = $1", twin.schema
        )
    assert (left, roles, await find_twin(theatre.shop.id)) == (0, 0, None)


async def test_a_job_to_remove_never_touches_a_shop_that_is_no_closed_twin(theatre):
    twin = await theatre.open_twin()
    for shop in (theatre.shop, twin):
        await remove_twin(theatre.runtime, {"twin_id": str(shop.id)})
        async with shop_scope(shop) as scope:
            assert await scope.fetchval("select count(*) from profile") == 1
