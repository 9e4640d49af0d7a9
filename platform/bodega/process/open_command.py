"""What a command about shops or people works with: the open parts of a process, and the log-in that makes tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from bodega.kernel.logs import set_up_logs
from bodega.kernel.open_connections import open_pool
from bodega.kernel.settings import Settings
from bodega.plugins.discover import discover
from bodega.process.check_installation import check_installation, check_owner_server
from bodega.runtime import Runtime, open_runtime

# What a command does is told by the command; the log is for what nobody expected.
_LOG_LEVEL = "error"


@asynccontextmanager
async def runtime_for_command(settings: Settings) -> AsyncIterator[Runtime]:
    """Raises `SettingError` for a setting that cannot be used, or when `bodega migrate` must be run first."""
    set_up_logs(_LOG_LEVEL)
    extensions = discover()
    await check_installation(settings, extensions)
    async with open_runtime(settings, extensions) as runtime:
        yield runtime


@asynccontextmanager
async def owner_for_command(settings: Settings) -> AsyncIterator[asyncpg.Pool]:
    """Raises `SettingError` when the owner's log-in is not set or does not answer."""
    await check_owner_server(settings)
    pool = await open_pool(settings.owner_database_url, pool_size=2, max_queries=20_000)
    try:
        yield pool
    finally:
        await pool.close()
