"""A slow payment service freezes no shop: no transaction waits for the network, and a pool drunk dry recovers."""

import asyncio

import httpx
import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import ScopeError
from bodega.kernel.outbound import OutboundPolicy, check_url, guarded_resolver, outbound_client

OPEN_TO_ALL = OutboundPolicy(allow_private=True)


@pytest.fixture
async def service():
    """A web server that answers "success" to everybody."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\nsuccess")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_network_call_inside_a_transaction_is_refused(shop, service):
    async with outbound_client(OPEN_TO_ALL) as client:
        async with shop_scope(shop):
            with pytest.raises(ScopeError):
                await client.get(service)
        async with platform_scope():
            with pytest.raises(ScopeError):
                await client.get(service)
        assert (await client.get(service)).text == "success"


async def test_looking_up_a_name_inside_a_transaction_is_refused(shop):
    async with shop_scope(shop):
        with pytest.raises(ScopeError):
            await guarded_resolver(OPEN_TO_ALL)("localhost")
        with pytest.raises(ScopeError):
            await check_url("https://localhost/", OPEN_TO_ALL)


async def test_a_call_that_outlives_the_scope_it_was_begun_in_is_free(shop, service):
    async with outbound_client(OPEN_TO_ALL) as client:
        committed = asyncio.Event()

        async def call_later() -> httpx.Response:
            await committed.wait()
            return await client.get(service)

        async with shop_scope(shop):
            call = asyncio.create_task(call_later())
        committed.set()
        assert (await call).text == "success"


async def test_a_pool_leaked_dry_recovers(street, shop):
    size = street.settings.pool_size
    full, enough = asyncio.Barrier(size + 1), asyncio.Event()

    async def hold(number: int) -> None:
        async with shop_scope(shop) as scope:
            await full.wait()
            await enough.wait()
            if number % 2:
                await scope.execute("select 1 / 0")

    async def buy() -> str:
        async with shop_scope(shop) as scope:
            return await scope.fetchval("select name from profile")

    holders = [asyncio.create_task(hold(number)) for number in range(size)]
    await full.wait()
    waiting = [asyncio.create_task(buy()) for _ in range(size * 5)]
    given_up = waiting.pop()
    given_up.cancel()
    enough.set()
    ended = await asyncio.gather(*holders, return_exceptions=True)
    assert sum(isinstance(one, Exception) for one in ended) == size // 2
    assert await asyncio.gather(*waiting) == ["星海点卡行"] * len(waiting)
    assert await buy() == "星海点卡行"
