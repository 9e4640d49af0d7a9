"""The ground every story stands on: real servers for the whole run, one street, and shops opened for each story."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio

from bodega.app import create_app
from bodega.embedded.start_servers import RunningServers, start_servers
from bodega.kernel.clock import SystemClock
from bodega.kernel.database import open_pool, platform_scope, shop_scope
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
from bodega_shop.delivery.reveal_codes import seal_code
from bodega_shop.floor import floor_of
from bodega_shop.orders.place_order import OrderRequest, PlacedOrder, place_order
from bodega_shop.settings.profile import read_profile

pytest_plugins = ["house_rules_of_tests"]

BASE_DOMAIN = "bodega.test"


@pytest.fixture(scope="session")
def servers() -> Iterator[RunningServers]:
    # Not in pytest's own folder: a second run closes that to the account that PostgreSQL runs as.
    with (
        TemporaryDirectory(prefix="bodega-tests-") as folder,
        start_servers(Path(folder) / "data") as running,
    ):
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


@dataclass
class Stand:
    """One shop with one good, as a story needs it."""

    street: "Street"
    shop: Shop
    sku_id: UUID
    product_slug: str
    channel_id: UUID
    price: int

    async def stock(self, count: int) -> None:
        async with shop_scope(self.shop) as scope:
            batch = new_id()
            await scope.execute(
                "insert into batch (id, sku_id, state, source_name, supplier_note, currency, separator, encoding, report,"
                " total, imported, created_at) values ($1, $2, 'ready', 'paste', '', 'CNY', '', 'utf-8', '{}', $3, $3, $4)",
                batch, self.sku_id, count, datetime.now(UTC),
            )  # fmt: skip
            for rank in range(count):
                code_id = new_id()
                secret = f"XH-{code_id.hex[-16:].upper()}"
                await scope.execute(
                    "insert into code (id, sku_id, batch_id, sealed, fingerprint, hint, rank, state)"
                    " values ($1, $2, $3, $4, $5, 'XH', $6, 'free')",
                    code_id, self.sku_id, batch, seal_code(self.shop, code_id, secret),
                    self.shop.vault.fingerprint(secret, "code"), rank,
                )  # fmt: skip

    async def profile(self):
        async with shop_scope(self.shop) as scope:
            return await read_profile(scope)

    async def place(
        self, *, quantity: int = 1, contact: str = "chen.hao@example.com", key: str | None = None,
        address: str = "198.51.100.4", limit: int = 0, now: datetime | None = None, channel: str = "epay",
    ) -> PlacedOrder:  # fmt: skip
        request = OrderRequest(
            self.sku_id, quantity, contact, channel, "zh-CN", address, "storefront", "1", key
        )
        return await place_order(
            self.shop, await self.profile(), floor_of(self.street.runtime).tending, request,
            limit_per_address=limit, now=now or datetime.now(UTC),
        )  # fmt: skip

    async def state(self, number: str) -> str:
        async with shop_scope(self.shop) as scope:
            return await scope.fetchval("select state from purchase where number = $1", number)

    async def codes(self) -> dict[str, int]:
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch("select state, count(*) as n from code group by state")
        return {row["state"]: row["n"] for row in rows}

    async def events(self, number: str) -> list[str]:
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch(
                "select e.kind from purchase_event e join purchase o on o.id = e.purchase_id where o.number = $1 order by e.at, e.id",
                number,
            )
        return [row["kind"] for row in rows]

    async def payment(self, number: str) -> dict[str, object]:
        async with shop_scope(self.shop) as scope:
            row = await scope.fetchrow("select * from payment where out_trade_no = $1", f"{number}01")
        return dict(row)

    async def set(self, **columns: object) -> None:
        async with shop_scope(self.shop) as scope:
            for name, value in columns.items():
                await scope.execute(f"update profile set {name} = $1", value)
        await self.street.runtime.directory.announce_change(self.shop.id)


async def open_stand(street, *, price: int = 9980, codes: int = 3, name: str = "星海点卡行") -> Stand:
    shop = await street.open_shop(name=name)
    product, sku, category, channel = new_id(), new_id(), new_id(), new_id()
    now = datetime.now(UTC)
    async with shop_scope(shop) as scope:
        await scope.execute(
            "insert into category (id, slug, name, level, position, visible) values ($1, 'cards', '游戏点卡', 1, 1, true)",
            category,
        )
        await scope.execute(
            "insert into product (id, category_id, slug, title, kind, introduction, how_to, guarantee, state, position,"
            " created_at, changed_at) values ($1, $2, 'xinghai-100', '星海点卡', 'code', 'a', 'b', 'c', 'published', 1, $3, $3)",
            product, category, now,
        )  # fmt: skip
        await scope.execute(
            "insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)"
            " values ($1, $2, '100元', $3, 'CNY', 1, 5, true, 1)",
            sku, product, price,
        )  # fmt: skip
        await scope.execute(
            "insert into channel (id, code, gateway, name, settings, enabled, position, created_at, changed_at)"
            " values ($1, 'epay', 'epay', '支付宝', '{}', true, 1, $2, $2)",
            channel, now,
        )  # fmt: skip
    stand = Stand(street, shop, sku, "xinghai-100", channel, price)
    await stand.stock(codes)
    return stand


@pytest_asyncio.fixture
async def stand(street) -> AsyncIterator[Stand]:
    """星海点卡行 sells one good at 99.80 with three codes on the shelf."""
    yield await open_stand(street)


@pytest_asyncio.fixture
async def free_stand(street) -> AsyncIterator[Stand]:
    yield await open_stand(street, price=0)


@pytest.fixture(scope="session")
def another_stand(street) -> "Callable[..., Awaitable[Stand]]":
    """More shops like it, for stories about several."""

    async def open_one(**differences: object) -> Stand:
        return await open_stand(street, **differences)

    return open_one
