"""Look over an installation before anything runs on it: the master key, the servers, the tables."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bodega.kernel.errors import SettingError
from bodega.kernel.settings import Settings
from bodega.kernel.vault import MasterKey
from bodega.plugins.extensions import Extensions
from bodega.process.check_tables import check_tables

CONNECT_SECONDS = 10.0

_REFUSALS = (OSError, ValueError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, RedisError)


async def check_installation(settings: Settings, extensions: Extensions) -> None:
    """What everything but `migrate` needs. Raises `SettingError` that says which setting is at fault and what to do."""
    check_master_key(settings)
    await check_database(settings)
    await check_redis(settings)
    await check_tables(settings, extensions)


def check_master_key(settings: Settings) -> None:
    try:
        MasterKey.parse(settings.master_key)
    except SettingError as error:
        raise SettingError(
            "BODEGA_MASTER_KEY is not 32 bytes in base64 or hexadecimal. `bodega key new` makes one."
        ) from error


async def check_database(settings: Settings) -> None:
    """Whether the application's own log-in answers."""
    await _check("BODEGA_DATABASE_URL", "PostgreSQL", lambda: _connect(settings.database_url))


async def check_redis(settings: Settings) -> None:
    await _check("BODEGA_REDIS_URL", "Redis or Valkey", lambda: _ping(settings.redis_url))


async def check_owner_server(settings: Settings) -> None:
    """Whether the log-in that may create roles and tables is there and answers."""
    if not settings.owner_database_url:
        raise SettingError(
            "BODEGA_OWNER_DATABASE_URL is not set. It is the PostgreSQL log-in that may create roles and tables; "
            "docs/operating.md has an example."
        )
    await _check("BODEGA_OWNER_DATABASE_URL", "PostgreSQL", lambda: _connect(settings.owner_database_url))


async def _check(name: str, server: str, reach: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await reach()
    except _REFUSALS as error:
        raise SettingError(
            "%(name)s does not lead to a %(server)s server: %(why)s",
            name=name,
            server=server,
            why=" ".join(str(error).split()) or type(error).__name__,
        ) from error


async def _connect(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.close()


async def _ping(url: str) -> None:
    async with Redis.from_url(url) as redis:
        await redis.ping()
