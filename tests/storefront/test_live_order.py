"""An open order page hears what happens, for as long as it is open, and lets the process go when that stops."""

import asyncio
import re

import pytest

from bodega_shop.orders.cancel_order import cancel_order
from bodega_shop.storefront import live_order


@pytest.fixture
def no_hurry(monkeypatch):
    """A page that would not look again by itself while the story lasts."""
    monkeypatch.setattr(live_order, "LOOK_AGAIN_SECONDS", 60.0)


async def test_a_page_goes_on_listening_when_nothing_happens_for_a_while(stand, monkeypatch):
    monkeypatch.setattr(live_order, "LOOK_AGAIN_SECONDS", 0.02)
    monkeypatch.setattr(live_order, "OPEN_SECONDS", 0.3)
    order = await stand.place()
    assert await states_heard(stand, order) == ["pending"]


async def test_what_happens_is_heard_without_looking(stand, no_hurry):
    order = await stand.place()
    listening = asyncio.create_task(states_heard(stand, order))
    await asyncio.sleep(0.2)
    runtime = stand.street.runtime
    await cancel_order(runtime, stand.shop, order.id, actor="buyer", now=runtime.clock.now())
    assert await listening == ["pending", "cancelled"]


async def test_a_process_that_stops_lets_its_pages_go(stand, no_hurry):
    order = await stand.place()
    listening = asyncio.create_task(states_heard(stand, order))
    await asyncio.sleep(0.2)
    stand.street.runtime.stopping.set()
    try:
        assert await listening == ["pending"]
    finally:
        stand.street.runtime.stopping.clear()


async def test_a_finished_order_is_told_once(free_stand, no_hurry):
    order = await free_stand.place()
    assert await states_heard(free_stand, order) == ["delivered"]


async def states_heard(stand, order) -> list[str]:
    """What the stream said until it ended by itself."""
    async with asyncio.timeout(20), stand.street.client(stand.shop) as browser:
        browser.cookies.set("orders", f"{order.number}.{order.token}.placed")
        answer = await browser.get(f"/orders/{order.number}/live")
    assert answer.status_code == 200
    return re.findall(r'"state":"(\w+)"', answer.text)
