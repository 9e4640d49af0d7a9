"""The live state of an order: pushed as it changes, or told once to whoever asks for JSON."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage

from bodega.web.given import NamedDependency
from bodega_shop.orders.find_order import Order
from bodega_shop.orders.say_order_changed import topic_of
from bodega_shop.orders.states import EXCEPTION, PAID, PENDING
from bodega_shop.storefront.own_order import own_order
from bodega_shop.storefront.render_page import Front

OPEN_SECONDS = 120.0
LOOK_AGAIN_SECONDS = 10.0
MOVING = frozenset({PENDING, PAID, EXCEPTION})


@get("/orders/{number:str}/live", include_in_schema=False)
async def live_order(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    order = await own_order(front, number)
    if "application/json" in front.request.headers.get("accept", ""):
        return Response({"state": order.state}, headers={"cache-control": "no-store"})
    return ServerSentEvent(_news(front, order), headers={"x-accel-buffering": "no"})


async def _news(front: Front, order: Order) -> AsyncIterator[ServerSentEventMessage]:
    """Subscribe first, read the state second: what changes in between is heard."""
    loop = asyncio.get_running_loop()
    until = loop.time() + OPEN_SECONDS
    changed, stopping = asyncio.Event(), front.runtime.stopping

    async def hear(_: bytes) -> None:
        changed.set()

    live = front.runtime.live.start_subscription(topic_of(front.shop, order.id))
    async with live as subscriber, subscriber.run_in_background(hear, join=False):
        told = ""
        while loop.time() < until and not stopping.is_set():
            changed.clear()
            state = (await own_order(front, order.number)).state
            if state != told:
                told = state
                yield ServerSentEventMessage(data=msgspec.json.encode({"state": state}).decode())
            if state not in MOVING:
                return
            await _first_of(changed, stopping, seconds=min(LOOK_AGAIN_SECONDS, until - loop.time()))


async def _first_of(*events: asyncio.Event, seconds: float) -> None:
    """Wait until one of them is set, or the time is up."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=max(0, seconds), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
