"""The ground every story stands on: real servers for the whole run, one street, and shops opened for each story."""

import asyncio

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio

from bodega.app import create_app
from bodega.embedded.start_servers import RunningServers, start_servers
from bodega.kernel.clock import SystemClock
from bodega.kernel.database import open_pool, platform_scope
from bodega.kernel.ids import new_id
from bodega.kernel.settings import Settings
from bodega.kernel.vault import MasterKey
from bodega.plugins.discover import discover
from bodega.runtime import Runtime
from bodega.street.bootstrap import bootstrap
from bodega.street.open_shop import ask_for_shop, finish_opening
from bodega.street.prepare_server import prepare_server
from bodega.street.shop import Shop
from bodega.web.street_app import StreetApp

BASE_DOMAIN = "bodega.test"


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServers]:
    with start_servers(tmp_path_factory.mktemp("servers") / "data") as running:
        yield running


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


@pytest.fixture(scope="session")
def settings(servers: RunningServers) -> Settings:
    urls = asyncio.run(prepare_server(servers.database_url))
    return Settings(
        database_url=urls.app,
        owner_database_url=urls.owner,
        redis_url=servers.redis_url,
        master_key=MasterKey.generate(),
        base_domain=BASE_DOMAIN,
        public_scheme="http",
        allow_private_urls=True,
        open_shops_at_once=True,
        log_level="error",
    )


@pytest_asyncio.fixture(scope="session")
async def street(settings: Settings) -> AsyncIterator[Street]:
    await bootstrap(settings.owner_database_url, settings.database_url, now=SystemClock().now())
    extensions = discover()
    assert [one for one in extensions.broken if one.entry_point == "shop"] == []
    owner_pool = await open_pool(settings.owner_database_url, pool_size=2, max_queries=20_000)
    async with app_running(create_app(settings, extensions)) as (app, runtime):
        yield Street(app, runtime, owner_pool, settings)
    await owner_pool.close()


@asynccontextmanager
async def app_running(app: StreetApp) -> AsyncIterator[tuple[StreetApp, Runtime]]:
    """The application, opened and closed in one task as its task groups demand; fixtures begin and end in two."""
    ready: asyncio.Future[Runtime] = asyncio.get_running_loop().create_future()
    enough = asyncio.Event()

    async def run() -> None:
        async with app.running() as runtime:
            ready.set_result(runtime)
            await enough.wait()

    task = asyncio.create_task(run())
    await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        await task
    try:
        yield app, ready.result()
    finally:
        enough.set()
        await task


@pytest_asyncio.fixture
async def shop(street: Street) -> Shop:
    """星海点卡行, Lin Wei's shop, opened for this story alone."""
    return await street.open_shop()


@pytest_asyncio.fixture
async def client(street: Street, shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    async with street.client(shop) as browser:
        yield browser
