"""A whole street for stories: the application, its parts, and shops on demand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from bodega.app import create_app
from bodega.kernel.clock import SystemClock
from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.kernel.settings import Settings
from bodega.plugins.discover import discover
from bodega.runtime import Runtime
from bodega.street.bootstrap import bootstrap
from bodega.street.open_shop import ask_for_shop, finish_opening
from bodega.street.owner_pool import owner_pool_open
from bodega.street.shop import Shop
from bodega.web.street_app import StreetApp

BASE_DOMAIN = "bodega.test"


@dataclass
class Street:
    """One street for the whole run: the application, its parts, and shops on demand."""

    app: StreetApp
    runtime: Runtime
    owner_pool: asyncpg.Pool
    settings: Settings

    async def account(self, name: str, *, platform_role: str | None = None) -> UUID:
        """A person without a password, for stories that are not about signing in."""
        account_id = new_id()
        async with platform_scope() as scope:
            await scope.execute(
                "insert into account (id, email, name, password_hash, locale, platform_role, created_at)"
                " values ($1, $2, $3, 'none', 'zh-CN', $4, $5)",
                account_id, f"{account_id.hex[-12:]}@people.test", name, platform_role, self.runtime.clock.now(),
            )  # fmt: skip
        return account_id

    async def open_shop(self, slug: str = "", name: str = "星海点卡行", locale: str = "zh-CN") -> Shop:
        """A shop of Lin Wei's, open for business."""
        slug = slug or f"shop-{new_id().hex[-10:]}"
        now = self.runtime.clock.now()
        shop_id = await ask_for_shop(
            self.runtime,
            slug=slug,
            name=name,
            owner_id=await self.account("Lin Wei"),
            locale=locale,
            at_once=True,
            now=now,
        )
        await finish_opening(self.runtime, self.owner_pool, shop_id, now=now)
        return await self.runtime.directory.by_id(shop_id)

    def client(self, shop: Shop | None = None) -> httpx.AsyncClient:
        """A browser without a window, on one shop's host or the platform's."""
        host = shop.canonical_host if shop else BASE_DOMAIN
        transport = httpx.ASGITransport(app=self.app, client=("203.0.113.7", 40000))  # type: ignore[arg-type]
        return httpx.AsyncClient(
            transport=transport, base_url=f"http://{host}", headers={"accept-language": "en"}
        )


@asynccontextmanager
async def street_running(settings: Settings) -> AsyncIterator[Street]:
    """The street of these servers with every extension that is installed, until the block ends."""
    await bootstrap(settings.owner_database_url, settings.database_url, now=SystemClock().now())
    extensions = discover()
    if any(one.entry_point == "shop" for one in extensions.broken):
        raise RuntimeError(f"the shop itself is broken: {extensions.broken}")
    async with (
        _app_running(create_app(settings, extensions)) as (app, runtime),
        owner_pool_open(runtime) as owner_pool,
    ):
        yield Street(app, runtime, owner_pool, settings)


@asynccontextmanager
async def _app_running(app: StreetApp) -> AsyncIterator[tuple[StreetApp, Runtime]]:
    """The application, opened and closed in one task as its task groups demand; fixtures begin and end in two."""
    ready: asyncio.Future[Runtime] = asyncio.get_running_loop().create_future()
    enough = asyncio.Event()

    async def run() -> None:
        async with app.running() as runtime:
            ready.set_result(runtime)
            await enough.wait()

    task = asyncio.create_task(run())
    either: list[asyncio.Future[Any]] = [task, ready]
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        await task
    try:
        yield app, ready.result()
    finally:
        enough.set()
        await task
