"""Run the deed of a command, and say plainly when a server goes away under it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import asyncpg
from redis.exceptions import RedisError

from bodega.kernel.errors import Unavailable

T = TypeVar("T")

_GONE = (
    OSError,
    RedisError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.AdminShutdownError,
)


def run_async(deed: Coroutine[Any, Any, T]) -> T:
    """Raises `Unavailable` for a server that no longer answers, and whatever else the deed raises."""
    try:
        return asyncio.run(deed)
    except _GONE as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise Unavailable("A server went away: %(why)s", why=why) from error
