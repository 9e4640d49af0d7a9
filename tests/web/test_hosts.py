"""Which host leads where: the street decides by the Host header, exactly, before anything else happens."""

import asyncio

import httpx
import pytest

from bodega.kernel.database import platform_scope
from bodega.web.host_name import host_name


async def ask(street, host: str, path: str = "/", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=street.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        return await client.get(path, headers={"host": host, "accept-language": "en", **headers})


async def test_a_shops_own_host_leads_to_the_shop(street, shop):
    answer = await ask(street, shop.canonical_host)
    assert answer.status_code == 200
    assert "星海点卡行" in answer.text


@pytest.mark.parametrize(
    "change", [str.upper, lambda host: f"{host}:8000", lambda host: f"{host}.", str.title]
)
async def test_case_port_and_a_trailing_dot_make_no_difference(street, shop, change):
    answer = await ask(street, change(shop.canonical_host))
    assert answer.status_code == 200
    assert "星海点卡行" in answer.text


async def test_the_apex_is_the_platform(street):
    assert (await ask(street, "bodega.test")).status_code == 200


@pytest.mark.parametrize(
    "host", ["nobody.bodega.test", "evil.example", "203.0.113.9", "[2001:db8::1]", "localhost"]
)
async def test_a_host_that_is_no_shops_answers_plainly(street, host):
    answer = await ask(street, host)
    assert answer.status_code == 404
    assert "There is no shop at this address" in answer.text


async def test_a_deep_sub_domain_of_a_shop_is_not_the_shop(street, shop):
    assert (await ask(street, f"pay.{shop.canonical_host}")).status_code == 404


@pytest.mark.parametrize("host", ["", "a b", "shop_1.bodega.test", "x/../y", "-a.bodega.test", "a" * 300])
async def test_a_host_that_is_no_name_at_all_is_refused(street, host):
    assert (await ask(street, host)).status_code == 400


async def test_a_custom_host_leads_to_its_shop_at_once_in_this_process(street, shop):
    host = f"cards-{shop.slug}.example"
    assert (await ask(street, host)).status_code == 404
    async with platform_scope() as scope:
        await scope.execute(
            "insert into shop_host (host, shop_id, canonical, created_at) values ($1, $2, false, now())",
            host,
            shop.id,
        )
    await street.runtime.directory.announce_change(shop.id)
    assert "星海点卡行" in (await ask(street, host)).text


async def test_a_change_made_elsewhere_is_heard_by_every_process(street, shop):
    """Another process says it over Valkey; this one forgets what it kept."""
    await ask(street, shop.canonical_host)
    before = await street.runtime.directory.by_id(shop.id)
    await street.runtime.redis.publish("bodega:shop-changed", str(shop.id))
    for _ in range(100):
        if await street.runtime.directory.by_id(shop.id) is not before:
            break
        await asyncio.sleep(0.02)
    assert await street.runtime.directory.by_id(shop.id) is not before


async def test_two_hundred_interleaved_requests_to_two_shops_never_mix(street, shop):
    yunting = await street.open_shop(name="云听会员店")

    async def title(which) -> str:
        return (await ask(street, which.canonical_host)).text

    pages = await asyncio.gather(*(title(one) for _ in range(100) for one in (shop, yunting)))
    for place, page in enumerate(pages):
        mine, other = ("星海点卡行", "云听会员店") if place % 2 == 0 else ("云听会员店", "星海点卡行")
        assert mine in page
        assert other not in page


@pytest.mark.parametrize(("state", "words"), [("frozen", "takes no new orders"), ("closed", "has closed")])
async def test_a_frozen_or_closed_shop_says_so_and_takes_no_orders(street, stand, state, words):
    async with platform_scope() as scope:
        await scope.execute("update shop set state = $2 where id = $1", stand.shop.id, state)
    await street.runtime.directory.announce_change(stand.shop.id)
    assert words in (await ask(street, stand.shop.canonical_host)).text
    async with street.client(stand.shop) as browser:
        form = {"sku": str(stand.sku_id), "quantity": "1", "contact": "a@b.example", "channel": "epay"}
        answer = await browser.post("/orders", data={**form, "notice": "on", "consent": "on"})
        assert answer.status_code == 423
        assert (await browser.get("/look-up")).status_code == 200


async def test_health_is_answered_on_every_host(street):
    assert (await ask(street, "203.0.113.9", "/healthz")).text == "ok"
    assert (await ask(street, "203.0.113.9", "/readyz")).text == "ready"


async def test_figures_are_for_the_operators_networks_only(street):
    assert (await ask(street, "bodega.test", "/metrics")).status_code == 200
    assert (await ask(street, "bodega.test", "/metrics", **{"x-forwarded-for": "1.2.3.4"})).status_code == 404


def test_reading_a_host_header():
    assert host_name("Xinghai.Bodega.Test:8000") == "xinghai.bodega.test"
    assert host_name("xinghai.bodega.test.") == "xinghai.bodega.test"
    assert host_name("[2001:db8::1]:80") == "[2001:db8::1]"
    assert host_name("a..b") == "a..b"
    assert host_name("a b") is None
