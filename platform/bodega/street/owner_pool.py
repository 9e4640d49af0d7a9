"""Connect with the log-in that may create roles and tables; only the worker and the commands ever hold it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from bodega.kernel.errors import SettingError
from bodega.kernel.open_connections import open_pool
from bodega.runtime import Runtime


@asynccontextmanager
async def owner_pool_open(runtime: Runtime) -> AsyncIterator[asyncpg.Pool]:
    """A pool of one connection for one job; raises `SettingError` when this process was not given the log-in."""
    url = runtime.settings.owner_database_url
    if not url:
        raise SettingError(
            "BODEGA_OWNER_DATABASE_URL is not set. The worker needs it to open shops; docs/operating.md says how."
        )
    pool = await open_pool(url, pool_size=1, max_queries=20_000)
    try:
        yield pool
    finally:
        await pool.close()
