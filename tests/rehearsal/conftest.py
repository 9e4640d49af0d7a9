"""A street that answers real HTTP at a port of its own, beside the practice gateway, so that shops can rehearse."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from bodega_practice.program import practice_running
from granian.constants import Interfaces
from granian.server.embed import Server

from bodega.kernel.clock import SetClock
from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.street.open_shop import finish_opening
from bodega.street.shop import Shop
from bodega_shop.conformance.street import Street, street_running
from bodega_shop.rehearsal.ask_rehearsal import ask_script, twin_of
from bodega_shop.rehearsal.furnish_twin import furnish_twin
from bodega_shop.rehearsal.keep_run import last_run
from bodega_shop.rehearsal.play_script import play_script

TOKEN = "practice-token-of-the-rehearsals"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage_street(settings, tmp_path_factory) -> AsyncIterator[Street]:
    port = _free_port()
    async with practice_running(_free_port(), tmp_path_factory.mktemp("practice"), TOKEN) as practice_url:
        own = msgspec.structs.replace(
            settings,
            base_domain="street.localhost",
            public_port=port,
            practice_url=practice_url,
            practice_token=TOKEN,
        )
        async with street_running(own) as street, _served(street, port):
            yield street


@asynccontextmanager
async def _served(street: Street, port: int) -> AsyncIterator[None]:
    server = Server(
        street.app,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGINL,
        log_enabled=False,
        websockets=False,
    )
    serving = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.stop()
        await serving


@dataclass
class Theatre:
    """星海点卡行 before it opens: its shop, its owner, and the twin in which it rehearses."""

    street: Street
    shop: Shop
    owner_id: Any

    @property
    def runtime(self):
        return self.street.runtime

    async def twin(self) -> Shop:
        return await twin_of(self.runtime, self.shop)

    async def open_twin(self) -> Shop:
        """As the owner presses the button and the worker opens it."""
        await ask_script(self.runtime, self.shop, actor_id=self.owner_id, actor="Lin Wei")
        async with platform_scope() as scope:
            twin_id = await scope.fetchval("select id from shop where rehearses = $1", self.shop.id)
        await finish_opening(self.runtime, self.street.owner_pool, twin_id, now=self.runtime.clock.now())
        return await self.twin()

    async def play(self) -> None:
        """The worker's job of the run that waits."""
        twin = await self.twin()
        run = await last_run(twin, "script")
        await play_script(self.runtime, twin, {"run_id": str(run.id)})

    async def checks(self) -> dict[str, Any]:
        async with platform_scope() as scope:
            rows = await scope.fetch("select * from launch_check where shop_id = $1", self.shop.id)
        return {row["code"]: dict(row) for row in rows}

    async def counts(self) -> dict[str, int]:
        """How many rows of what matters the real shop holds."""
        async with shop_scope(self.shop) as scope:
            return {
                table: await scope.fetchval(f"select count(*) from {table}")
                for table in (
                    "purchase",
                    "payment",
                    "transfer",
                    "code",
                    "channel",
                    "message",
                    "gateway_event",
                )
            }


@pytest_asyncio.fixture
async def theatre(stage_street) -> Theatre:
    shop = await stage_street.open_shop(name="星海点卡行")
    await put_on_shelf(shop)
    async with platform_scope() as scope:
        await scope.execute("update shop set state = 'rehearsal' where id = $1", shop.id)
        owner_id = await scope.fetchval("select owner_id from shop where id = $1", shop.id)
    await stage_street.runtime.directory.announce_change(shop.id)
    return Theatre(stage_street, await stage_street.runtime.directory.by_id(shop.id), owner_id)


@pytest.fixture
def clock(stage_street, monkeypatch) -> SetClock:
    """The street's clock, standing still until a story moves it."""
    clock = SetClock(stage_street.runtime.clock.now())
    monkeypatch.setattr(stage_street.runtime, "clock", clock)
    return clock


@pytest_asyncio.fixture
async def twin(theatre, clock) -> Shop:
    """Opened and furnished, as a long run finds it."""
    twin = await theatre.open_twin()
    await furnish_twin(theatre.runtime, twin)
    return await theatre.twin()


async def put_on_shelf(shop: Shop) -> None:
    now, category, product = datetime.now(UTC), new_id(), new_id()
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
            " values ($1, $2, '100元', 9980, 'CNY', 1, 5, true, 1)",
            new_id(), product,
        )  # fmt: skip
        await scope.execute("update profile set contact = $1", f"{secrets.token_hex(3)}@xinghai.example")
