"""The ground every story stands on: real servers for the whole run, one street, and shops opened for each story."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.conformance.street import Street
from bodega_shop.floor import floor_of
from bodega_shop.orders.order_request import OrderRequest, PlacedOrder, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.settings.profile import read_profile
from bodega_shop.stock.put_codes import Place, put_codes, sealed_code

# The servers, their settings and the street are those of the suite for authors of gateways.
pytest_plugins = ["house_rules_of_tests", "bodega_shop.conformance.stage", "people_at_a_shop"]


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

    street: Street
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
            codes = [
                sealed_code(self.shop, f"XH-{new_id().hex[-16:].upper()}", rank) for rank in range(count)
            ]
            await put_codes(scope, Place(self.sku_id, batch), codes)

    async def profile(self):
        async with shop_scope(self.shop) as scope:
            return await read_profile(scope)

    async def place(
        self, *, quantity: int = 1, contact: str = "chen.hao@example.com", key: str | None = None,
        address: str = "198.51.100.4", limit: int = 0, now: datetime | None = None, channel: str = "epay",
    ) -> PlacedOrder:  # fmt: skip
        request = OrderRequest(
            (WantedLine(self.sku_id, quantity),), contact, channel, "zh-CN", address, "storefront", "1", key
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
                "select e.kind from purchase_event e join purchase o on o.id = e.purchase_id where o.number = $1 order by e.seq",
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
