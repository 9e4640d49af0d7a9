"""Open connections to PostgreSQL, the same way for scopes and for those who work outside of any."""

from collections.abc import Mapping
from typing import Any

import asyncpg
import msgspec

from bodega.kernel.errors import Unavailable
from bodega.kernel.lend_connections import LentConnection

_ACCEPTED_BY_CITUS_AND_PLAIN_SERVERS = {
    "citus.override_table_visibility": "off",
    "citus.propagate_set_commands": "local",
}
_SETTINGS: Mapping[str, Any] = {
    "connection_class": LentConnection,
    "statement_cache_size": 2_000,
    "max_cached_statement_lifetime": 0,
    "command_timeout": 30,
    "server_settings": {
        **_ACCEPTED_BY_CITUS_AND_PLAIN_SERVERS,
        "application_name": "bodega",
        # A plan for all values looks costly to the planner, and compiling it would take longer than it ever runs.
        "jit": "off",
    },
}


async def connect(url: str) -> LentConnection:
    """One connection, for whoever lends it to scopes."""
    connection: LentConnection = await asyncpg.connect(url, **_SETTINGS)
    try:
        await _get_ready(connection)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def open_pool(url: str, *, pool_size: int, max_queries: int) -> asyncpg.Pool:
    """A pool of the driver's own, for what works outside any scope: the queue, and whoever prepares schemas."""
    pool = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=pool_size,
        max_queries=max_queries,
        init=_get_ready,
        # The stock reset is one more round trip; nothing is set here that outlives its transaction.
        reset=_nothing_to_reset,
        **_SETTINGS,
    )
    if pool is None:
        raise Unavailable
    return pool


async def _get_ready(connection: Any) -> None:
    connection.stands_in, connection.loans = None, 0
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name,
            schema="pg_catalog",
            encoder=lambda value: msgspec.json.encode(value).decode(),
            decoder=msgspec.json.decode,
        )


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    return None
