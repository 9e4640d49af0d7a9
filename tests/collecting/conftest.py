"""A platform with an account at a simulated Stripe, and shops that are paid into accounts of their own or through it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio
from bodega_stripe.settings import StripeSettings

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.plugins.settings_form import form_values
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega.street.change_policy import change_policy
from bodega.street.policy import Policy
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.books.read_balances import read_balances
from bodega_shop.collecting.read_platform_books import read_owed
from bodega_shop.collecting.read_platform_form import PlatformTexts
from bodega_shop.collecting.save_platform_channel import add_platform_channel
from bodega_shop.collecting.shops_account import ACCOUNT, READY
from bodega_shop.extend import Temporary
from bodega_shop.floor import floor_of
from bodega_shop.payments.begin_payment import Wanted, begin_payment
from bodega_shop.payments.read_channel_form import ChannelTexts
from bodega_shop.payments.save_channel import create_channel
from bodega_shop.payments.start_attempt import start_attempt
from bodega_shop.refunds.begin_refund import begin_refund
from bodega_shop.refunds.plan_refund import RefundWish
from bodega_shop.shop_jobs import shop_jobs
from simulators.stripe import events, pay
from simulators.stripe.account import Account, Destination, Thing
from simulators.stripe.serve import Server, stripe_running

JOBS = (
    "payments.refund",
    "payments.query",
    "refunds.query",
    "payments.tell_platform",
    "collecting.find_shop",
)
POINTS = 333
STREETS_SECRET, SHOPS_SECRET = "whsec_street", "whsec_xinghai"


@dataclass(frozen=True)
class Worker:
    """Whoever does it: a name for the record."""

    account_id: UUID = field(default_factory=new_id)
    name: str = "Ada"


ADA, LIN_WEI = Worker(), Worker(name="Lin Wei")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def worker() -> Callable[[str], Worker]:
    return lambda name: Worker(name=name)


@pytest_asyncio.fixture
async def stripe() -> AsyncIterator[Server]:
    """The street's account, and Xinghai's very own that has nothing to do with it."""
    async with stripe_running() as server:
        for name, secret in (("street", STREETS_SECRET), ("xinghai", SHOPS_SECRET)):
            account = Account(f"acct_{name}", now)
            account.destinations.append(Destination("snapshot", [secret]))
            server.street.accounts[account.id] = account
            server.street.keys[f"sk_test_{name}"] = account.id
        yield server


@pytest_asyncio.fixture
async def licensed(street) -> AsyncIterator[None]:
    """The platform may take money for others, for the time of one story."""
    await change_policy(street.runtime, Policy(collects=True), actor_id=None, actor="Ada", now=now())
    yield
    await change_policy(street.runtime, Policy(), actor_id=None, actor="Ada", now=now())


@pytest.fixture
def add_platforms(street, stripe) -> Callable[..., Awaitable[UUID]]:
    """Ada adds an account of the platform's."""

    async def add(way: str, *, commission: str = "3.33", enabled: bool = True) -> UUID:
        settings = stripe_form(stripe, "street", STREETS_SECRET)
        texts = PlatformTexts(f"Stripe ({way})", commission, enabled, settings)
        return await add_platform_channel(street.runtime, "stripe", way, "CNY", texts, by=ADA, now=now())

    return add


def stripe_form(server: Server, name: str, secret: str) -> dict[str, str]:
    return {
        **form_values(StripeSettings, {}),
        "secret_key": f"sk_test_{name}",
        "webhook_secret": secret,
        "base_url": server.url,
    }


@dataclass
class Till:
    """One shop's Stripe channel, of whichever way, and both sides' books."""

    stand: Any
    stripe: Server
    way: str
    channel_id: UUID
    platforms: UUID | None
    account_id: str

    @property
    def runtime(self):
        return self.stand.street.runtime

    @property
    def shop(self):
        return self.stand.shop

    @property
    def account(self) -> Account:
        """Where the money of this channel lies at Stripe."""
        return self.stripe.street.accounts[self.account_id]

    async def order(self, quantity: int = 1):
        """Chen Hao has ordered and is on his way to Stripe's page."""
        async with shop_scope(self.shop) as scope:
            code = await scope.fetchval("select code from channel where id = $1", self.channel_id)
        order = await self.stand.place(channel=code, quantity=quantity)
        await self.begin(order, order.out_trade_no)
        return order

    async def begin(self, order, out_trade_no: str) -> None:
        channel = await floor_of(self.runtime).channels.open(self.runtime, self.shop, self.channel_id)
        wanted = Wanted(
            channel, out_trade_no, order.to_pay, order.subject, order.expires_at, "http://shop.test/",
            "198.51.100.4", "pc",
        )  # fmt: skip
        await begin_payment(self.runtime, self.shop, wanted)

    async def try_again(self, order) -> None:
        """Chen Hao goes back and starts over: a second attempt, with a page of its own at Stripe."""
        async with shop_scope(self.shop) as scope:
            code = await scope.fetchval("select code from channel where id = $1", self.channel_id)
        await start_attempt(self.runtime, self.shop, order.id, code, now=now())
        await self.begin(order, f"{order.number}02")

    async def sold(self, quantity: int = 1):
        """Paid, told of, delivered, and told to the platform."""
        order = await self.order(quantity)
        await self.pay(order)
        assert await self.stand.state(order.number) == "delivered"
        return order

    async def pay(self, order, minor: int | None = None) -> None:
        pay.pay(self.account, self.session(order), minor)
        await self.tell(order)

    async def tell(self, order, *, to: str = "") -> list[httpx.Response]:
        """Stripe sends what it has not sent yet; then what waits in the queue is done."""
        answers = [
            await self.post(posted, to=to)
            for number in (f"{order.number}01", f"{order.number}02")
            for event in events.events_about(self.account, number)
            for posted in self.posted(event)
        ]
        await self.work()
        return answers

    def posted(self, event: Thing):
        """What happens in a connected account is told to the platform, under the platform's secret."""
        if self.way == "connect":
            self.account.destinations = self.stripe.street.accounts["acct_street"].destinations
        return events.posted(self.account, event)

    async def post(self, posted, *, to: str = "") -> httpx.Response:
        """To the address that the account's dashboard names, unless a story says otherwise."""
        shared = self.platforms is not None and not to
        async with self.stand.street.client(None if shared else self.shop) as service:
            path = to or f"/pay/notify/{self.platforms or self.channel_id}"
            return await service.post(path, content=posted.body, headers=posted.headers)

    def session(self, order) -> Thing:
        """The newest of that order."""
        return next(
            one
            for one in self.account.all("checkout.session")
            if one["client_reference_id"].startswith(order.number)
        )

    async def refund(self, order, minor: int, target: str = "source", **more: Any) -> list[str]:
        wish = RefundWish(order.id, Money(minor, "CNY"), target, "退一点", **more)
        numbers = await begin_refund(self.runtime, self.shop, wish, actor="Mei", now=now())
        await self.work()
        return numbers

    async def work(self, *, hours: float = 0.02) -> None:
        """Do what waits in the queue and would be due within that time."""
        await work(self.stand.street, self.shop, hours=hours)

    async def balances(self) -> dict[str, int]:
        """The shop's books without zeros; its channel is called clearing."""
        async with shop_scope(self.shop) as scope:
            found = await read_balances(scope)
        short = {f"clearing:{self.channel_id}": "clearing"}
        return {short.get(account, account): sum_ for (account, _), sum_ in found.items() if sum_}

    async def platforms_books(self) -> dict[str, int]:
        """What of the platform's books is about this shop, without zeros: debits less credits."""
        async with platform_scope() as scope:
            rows = await scope.fetch(
                "select account, sum(amount)::bigint as sum from ("
                " select debit as account, amount from transfer where shop_id = $1"
                " union all select credit, -amount from transfer where shop_id = $1) m group by 1 having sum(amount) <> 0",
                self.shop.id,
            )
        short = {f"shop:{self.shop.id}": "shop", f"collected:{self.platforms}": "collected"}
        return {short.get(row["account"], row["account"]): row["sum"] for row in rows}

    async def check_both_sides(self) -> None:
        """What each says of the other is the same, to the cent, and the shop's audit finds nothing."""
        mine, theirs = await self.balances(), await self.platforms_books()
        assert mine.get("platform", 0) == -theirs.get("shop", 0), (mine, theirs)
        if self.platforms is not None:
            assert mine.get("commission", 0) == -theirs.get("commission", 0), (mine, theirs)
        assert sum(mine.values()) == sum(theirs.values()) == 0
        async with platform_scope() as scope:
            owed = await read_owed(scope, self.shop.id)
        assert owed.get("CNY", 0) == mine.get("platform", 0)
        assert await audit_shop(self.shop) == []


async def work(street, shop, *, hours: float = 0.02) -> None:
    jobs = {job.name: job for job in shop_jobs() if job.name in JOBS}
    until = now() + timedelta(hours=hours)
    for _ in range(20):
        async with street.owner_pool.acquire() as connection:
            rows = await connection.fetch(
                "delete from queue.pgqueuer where entrypoint = any($1) and shop = any($2) and execute_after <= $3"
                " returning entrypoint, payload, shop",
                list(JOBS), [shop.schema, "bodega_platform"], until,
            )  # fmt: skip
        for row in rows:
            job, payload = jobs[row["entrypoint"]], msgspec.json.decode(row["payload"])
            with suppress(Temporary):
                if job.for_platform:
                    await job.run(street.runtime, payload)
                else:
                    await job.run(street.runtime, shop, payload)
        if not rows:
            return


@pytest.fixture
def open_till(street, stripe, another_stand, add_platforms) -> Callable[..., Awaitable[Till]]:
    """A shop that is paid by Stripe: its own account, the platform's, or its own under the platform's."""

    async def open_one(way: str, *, platforms: UUID | None = None, codes: int = 3, **more: Any) -> Till:
        stand = await another_stand(codes=codes, **more)
        texts = ChannelTexts("Stripe", "", "", True, stripe_form(stripe, "xinghai", SHOPS_SECRET))
        through = platforms
        if way != "own" and through is None:
            through = await add_platforms("collect" if way == "platform" else "connect")
        shop = await fresh(street, stand)
        channel_id = await create_channel(
            street.runtime, shop, "stripe", texts, by=LIN_WEI, now=now(), through=through
        )
        account = {"own": "acct_xinghai", "platform": "acct_street"}.get(way) or await connect(
            street, stripe, stand.shop, channel_id, through
        )
        return Till(stand, stripe, way, channel_id, through, account)

    async def fresh(street, stand):
        async with platform_scope() as scope:
            await scope.execute(
                "insert into shop_plugin (id, shop_id, plugin, enabled, settings, changed_at) values ($1, $2, 'stripe', true, '{}', $3)"
                " on conflict (shop_id, plugin) do update set enabled = true",
                new_id(), stand.shop.id, now(),
            )  # fmt: skip
        await street.runtime.directory.announce_change(stand.shop.id)
        stand.shop = await street.runtime.directory.by_id(stand.shop.id)
        return stand.shop

    return open_one


async def connect(street, stripe: Server, shop, channel_id: UUID, platforms: UUID | None) -> str:
    """Lin Wei's account under the platform's, with everything filled in."""
    account = Account(f"acct_{new_id().hex[-12:]}", now, is_connected=True)
    stripe.street.accounts[account.id] = account
    stripe.street.connected.setdefault("acct_street", set()).add(account.id)
    async with shop_scope(shop) as scope:
        await scope.execute(
            "update channel set settings = $2, enabled = true where id = $1",
            channel_id,
            {ACCOUNT: account.id, READY: True},
        )
    async with platform_scope() as scope:
        await scope.execute(
            "insert into connected_account (channel_id, account, shop_id, shop_channel_id, created_at) values ($1, $2, $3, $4, $5)",
            platforms, account.id, shop.id, channel_id, now(),
        )  # fmt: skip
    await street.runtime.directory.announce_change(shop.id)
    return account.id


@dataclass
class Seat:
    """Somebody in front of a console."""

    browser: httpx.AsyncClient
    prefix: str

    async def read(self, path: str) -> str:
        answer = await self.browser.get(f"{self.prefix}{path}")
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer.text

    async def send(self, path: str, *, follow: bool = True, **fields: str) -> httpx.Response:
        token = re.search(r'name="_csrf_token" value="([^"]+)"', await self.read(""))
        assert token
        data = {"_csrf_token": token[1], **fields}
        return await self.browser.post(f"{self.prefix}{path}", data=data, follow_redirects=follow)


@pytest_asyncio.fixture
async def take_seat(street) -> AsyncIterator[Callable[..., Awaitable[Seat]]]:
    """Ada at the platform's console, or somebody of a shop at the shop's; `minutes_ago` they gave their password."""
    browsers: list[httpx.AsyncClient] = []

    async def take(shop=None, role: str = "owner", *, minutes_ago: int = 0) -> Seat:
        account_id = await street.account("Somebody", platform_role=None if shop else "administrator")
        at = street.runtime.clock.now() - timedelta(minutes=minutes_ago)
        async with platform_scope() as scope:
            if shop is None:
                await scope.execute("update account set totp_confirmed_at = $2 where id = $1", account_id, at)
            else:
                await scope.execute(
                    "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, $4, $5)",
                    new_id(), account_id, shop.id, role, at,
                )  # fmt: skip
            audience = audience_of(shop) if shop else "platform"
            token = await start_session(scope, account_id, audience, now=at, second_factor=shop is None)
        browser = street.client(shop)
        browser.headers["accept"] = "text/html"
        browser.cookies.set(session_cookie_name(street.runtime), token)
        browsers.append(browser)
        return Seat(browser, "/console" if shop else "/admin")

    yield take
    for browser in browsers:
        await browser.aclose()
