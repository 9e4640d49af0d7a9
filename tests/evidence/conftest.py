"""What happened at 星海点卡行 is sealed, exported and checked; somebody with the keys to the server changes it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import asyncpg
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega_shop.evidence.seal_events import seal_events
from bodega_shop.evidence.verify_shop import verify_shop
from bodega_shop.orders.keep_evidence import keep_evidence
from bodega_shop.orders.record_event import record_event
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment


@dataclass
class Archive:
    """The stand's evidence, and a hand that can change it."""

    stand: object
    server_url: str

    async def sell(self, now: datetime | None = None):
        """One delivered order: three events."""
        now = now or datetime.now(UTC)
        order = await self.stand.place(now=now)
        claim = Claim(
            self.stand.channel_id, f"event-{order.number}", f"{order.number}01", f"T{order.number}",
            Money(9980, "CNY"), b"", "channel:epay",
        )  # fmt: skip
        await confirm_payment(self.stand.shop, await self.stand.profile(), claim, now=now)
        return order

    async def say(self, order, text: str) -> str:
        """Somebody writes something about the order; the event holds its digest."""
        now = datetime.now(UTC)
        async with shop_scope(self.stand.shop) as scope:
            await scope.execute("select 1 from purchase where id = $1 for update", order.id)
            digest = await keep_evidence(scope, order.id, text, now=now)
            await record_event(scope, order.id, "noted", None, None, actor="Mei", now=now, text=digest)
        return digest

    async def seal(self, *, after: timedelta = timedelta(minutes=11)) -> int:
        return await seal_events(self.stand.shop, now=datetime.now(UTC) + after)

    async def broken(self) -> str:
        return (await verify_shop(self.stand.shop)).broken

    async def tamper(self, sql: str, *args: object) -> None:
        """As the server's own administrator, whom no right is withheld from."""
        connection = await asyncpg.connect(self.server_url)
        try:
            await connection.execute(f"set search_path to {self.stand.shop.schema}")
            done = await connection.execute(sql, *args)
            assert done.rpartition(" ")[2] != "0", done
        finally:
            await connection.close()


@pytest_asyncio.fixture
async def archive(stand, servers, settings) -> AsyncIterator[Archive]:
    await stand.stock(9)
    await stand.set(unpaid_per_contact=0)
    url = urlsplit(servers.database_url)._replace(path=urlsplit(settings.database_url).path).geturl()
    yield Archive(stand, url)
