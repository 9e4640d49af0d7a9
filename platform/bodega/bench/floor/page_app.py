"""The floor of every page: the framework, one template, one query, and nothing else."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from jinja2 import Environment, FileSystemLoader
from litestar import Litestar, MediaType, get

DATABASE = "BODEGA_BENCH_FLOOR_DATABASE"
POOL_SIZE = 4

_templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, auto_reload=False)


def create_floor() -> Litestar:
    """An application that answers every page with the same good, read from the database each time."""
    template = _templates.get_template("page.html")
    pools: list[asyncpg.Pool] = []

    @get("/page", media_type=MediaType.HTML)
    async def page() -> str:
        return template.render(shop="Star Sea", **await _read_goods(pools[0]))

    @asynccontextmanager
    async def pool_open(_: Litestar) -> AsyncIterator[None]:
        async with asyncpg.create_pool(os.environ[DATABASE], min_size=1, max_size=POOL_SIZE) as pool:
            pools.append(pool)
            yield

    return Litestar([page], lifespan=[pool_open], openapi_config=None, logging_config=None)


async def _read_goods(pool: asyncpg.Pool) -> dict[str, Any]:
    return dict(await pool.fetchrow("select id, name, price, stock from goods where id = $1", 1) or {})
