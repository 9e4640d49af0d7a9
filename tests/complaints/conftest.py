"""The counter at which complaints and notices meet: Chen Hao who bought, Lin Wei who sold, Ada who decides, and a clock."""

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.mail_server import MailServer
from bodega.kernel.money import Money
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega.street.street_jobs import street_jobs
from bodega_shop.orders.order_request import PlacedOrder
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.refunds.begin_refund import begin_refund
from bodega_shop.refunds.plan_refund import RefundWish
from bodega_shop.shop_jobs import shop_jobs

NOON = datetime(2027, 3, 1, 4, 0, tzinfo=UTC)  # a Monday, noon in Beijing, no holiday for a month
CONTACT = "chen.hao@example.com"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"
JOBS = ("complaints.", "notices.", "compliance.tell")


class TurnedClock:
    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


@dataclass
class Counter:
    """星海点卡行 and everybody who has to do with a complaint about it."""

    street: Any
    stand: Any
    clock: TurnedClock
    addresses: int = 0
    owner_id: UUID = field(default_factory=new_id)

    @property
    def runtime(self):
        return self.street.runtime

    @property
    def shop(self):
        return self.stand.shop

    def later(self, **time: float) -> None:
        self.clock.moment += timedelta(**time)

    async def sold(self, contact: str = CONTACT) -> PlacedOrder:
        order = await self.stand.place(contact=contact, now=self.clock.moment)
        claim = Claim(
            self.stand.channel_id, f"e-{order.number}", f"{order.number}01", f"T{order.number}", order.to_pay, b"", "test"
        )  # fmt: skip
        await confirm_payment(self.shop, await self.stand.profile(), claim, now=self.clock.moment)
        return order

    async def give_back(self, order: PlacedOrder, minor: int) -> None:
        """By hand, as an operator does it who has sent the money already."""
        wish = RefundWish(order.id, Money(minor, "CNY"), "hand", "平台裁决")
        await begin_refund(self.runtime, self.shop, wish, actor="Lin Wei", now=self.clock.moment)

    async def work(self) -> None:
        """Do what waits in the queue for the platform and this shop, until nothing does."""
        jobs = {job.name: job for job in (*street_jobs(), *shop_jobs()) if job.name.startswith(JOBS)}
        for _ in range(20):
            async with self.street.owner_pool.acquire() as connection:
                rows = await connection.fetch(
                    "delete from queue.pgqueuer where entrypoint = any($1) and shop = any($2) returning entrypoint, payload",
                    list(jobs), [self.shop.schema, "bodega_platform"],
                )  # fmt: skip
            if not rows:
                return
            for row in rows:
                job, said = jobs[row["entrypoint"]], msgspec.json.decode(row["payload"])
                await (
                    job.run(self.runtime, said)
                    if job.for_platform
                    else job.run(self.runtime, self.shop, said)
                )

    @asynccontextmanager
    async def anybody(self, host: str = ""):
        """A browser of somebody new, at an address of their own."""
        self.addresses += 1
        transport = httpx.ASGITransport(app=self.street.app, client=(f"2001:db8::{new_id().hex[-4:]}", 40000))
        async with httpx.AsyncClient(
            transport=transport,
            base_url=f"http://{host or self.street.settings.base_domain}",
            headers={"accept": "text/html", "accept-language": "en"},
        ) as browser:
            yield browser

    @asynccontextmanager
    async def ada(self, role: str = "administrator"):
        account_id = await self.street.account("Ada", platform_role=role)
        async with platform_scope() as scope:
            await scope.execute(
                "update account set totp_confirmed_at = $2 where id = $1", account_id, self.clock.moment
            )
            token = await start_session(
                scope, account_id, "platform", now=self.clock.moment, second_factor=True
            )
        async with self.anybody() as browser:
            browser.cookies.set(session_cookie_name(self.runtime), token)
            yield browser

    @asynccontextmanager
    async def lin_wei(self, role: str = "owner", shop: Any = None):
        shop, account_id = shop or self.shop, await self.street.account("Lin Wei")
        async with platform_scope() as scope:
            await scope.execute(
                "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, $4, $5)",
                new_id(), account_id, shop.id, role, self.clock.moment,
            )  # fmt: skip
            token = await start_session(scope, account_id, audience_of(shop), now=self.clock.moment)
        async with self.anybody(shop.canonical_host) as browser:
            browser.cookies.set(session_cookie_name(self.runtime), token)
            yield browser

    async def mails(self) -> list[tuple[str, str, str]]:
        """What waits to be sent: to whom, about what, and the text; it is gone afterwards."""
        async with platform_scope() as scope:
            rows = await scope.fetch(
                "select id, recipient, sealed from mail where sealed is not null order by created_at, id"
            )
            await scope.execute("update mail set sealed = null")
        found = []
        for row in rows:
            plain = self.runtime.platform_vault.open(
                row["sealed"], table="mail", column="sealed", row_id=row["id"]
            )
            letter = msgspec.json.decode(plain)
            found.append((row["recipient"], letter["subject"], letter["text"]))
        return found

    async def one(self, sql: str, *args: object) -> Any:
        async with platform_scope() as scope:
            return await scope.fetchrow(sql, *args)

    async def here(self, sql: str, *args: object) -> Any:
        async with shop_scope(self.shop) as scope:
            return await scope.fetchrow(sql, *args)


async def send(browser, page: str, to: str = "", *, files=None, **fields: str) -> httpx.Response:
    """Open a page and send a form of it; the answer after any leading on."""
    html = (await browser.get(page)).text
    token = re.search(r'name="_csrf_token" value="([^"]+)"', html)
    assert token, html
    data = {"_csrf_token": token[1], **fields}
    return await browser.post(to or page, data=data, files=files, follow_redirects=True)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture(name="send")
def _send():
    return send


@pytest.fixture(name="words")
def _words():
    return words


@pytest.fixture(name="pdf")
def _pdf() -> bytes:
    return PDF


@pytest.fixture
async def counter(street, stand, monkeypatch):
    real, street.runtime.clock = street.runtime.clock, TurnedClock(NOON)
    server = MailServer(host="127.0.0.1", port=1, security="none", sender="street@bodega.test")
    monkeypatch.setattr(
        street.runtime, "settings", msgspec.structs.replace(street.runtime.settings, mail_server=server)
    )
    found = Counter(street, stand, street.runtime.clock)
    await found.mails()
    yield found
    street.runtime.clock = real
