"""Ada's plans, Lin Wei's shop that has one, and an account of the platform's at a simulated Stripe."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio
from bodega_stripe.settings import StripeSettings

from bodega.billing.nightly import bill_shop
from bodega.billing.plan import PlanTexts
from bodega.billing.save_plan import save_plan
from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.plugins.settings_form import form_values
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega_shop.collecting.read_platform_form import PlatformTexts
from bodega_shop.collecting.save_platform_channel import add_platform_channel
from bodega_shop.platform_bills.begin_bill_payment import begin_bill_payment
from bodega_shop.platform_bills.hear_bill_payment import QUERY_JOB, query_bill_payment
from simulators.stripe import events, pay
from simulators.stripe.account import Account, Destination
from simulators.stripe.serve import Server, stripe_running

SECRET = "whsec_street"


@dataclass(frozen=True)
class Worker:
    """Whoever does it: a name for the record."""

    account_id: UUID = field(default_factory=new_id)
    name: str = "Ada"


ADA = Worker()
BEGINS = datetime(2027, 1, 10, 2, 0, tzinfo=UTC)


@pytest.fixture
def begins() -> datetime:
    return BEGINS


@pytest.fixture
def save(street) -> Callable[..., Awaitable[UUID]]:
    """Ada saves a plan of that price by month, ten times as much by year."""

    async def one(month: int, *, code: str = "", by: Any = ADA, **more: Any) -> UUID:
        usual = dict.fromkeys(("goods", "staff", "orders", "plugins", "domains")) | {
            "trial_days": 0, "commission_points": 0, "trade_points": {}, "offered": True,
            "name": {"en": f"Plan {month}", "zh": f"套餐 {month}"},
        }  # fmt: skip
        code = code or f"p{new_id().hex[-10:]}"
        texts = PlanTexts(
            code=code, currency="CNY", price_month=month, price_year=month * 10, **(usual | more)
        )
        return await save_plan(texts, by=by, now=BEGINS)

    return one


@dataclass
class Books:
    """One shop as the platform's books and clocks see it."""

    street: Any
    shop: Any
    owner: Worker
    stripe: Server
    channel_id: UUID

    @property
    def runtime(self):
        return self.street.runtime

    @property
    def account(self) -> Account:
        return self.stripe.street.accounts["acct_street"]

    async def fresh(self):
        await self.runtime.directory.announce_change(self.shop.id)
        self.shop = await self.runtime.directory.by_id(self.shop.id)
        return self.shop

    async def day(self, moment: datetime) -> None:
        await bill_shop(self.runtime, self.shop.id, now=moment)
        await self.fresh()

    async def bills(self) -> list[dict[str, Any]]:
        async with platform_scope() as scope:
            rows = await scope.fetch(
                "select * from bill where shop_id = $1 order by issued_at, number", self.shop.id
            )
        return [dict(row) for row in rows]

    async def begin(self, bill_id: UUID, now: datetime) -> str:
        """Lin Wei is on the way to Stripe; the number under which he pays comes back."""
        await begin_bill_payment(
            self.runtime, bill_id, self.channel_id, owner_id=self.owner.account_id, address="198.51.100.4",
            locale="zh-CN", now=now,
        )  # fmt: skip
        async with platform_scope() as scope:
            return await scope.fetchval(
                "select out_trade_no from bill_payment where bill_id = $1 order by created_at desc, id desc limit 1",
                bill_id,
            )

    def pay_at_stripe(self, number: str, minor: int | None = None) -> None:
        session = next(
            one for one in self.account.all("checkout.session") if one["client_reference_id"] == number
        )
        pay.pay(self.account, session, minor)

    async def tell(self, number: str) -> list[int]:
        """Stripe reports everything that it has about that number; what it is answered comes back."""
        answers = []
        for event in events.events_about(self.account, number):
            for posted in events.posted(self.account, event):
                async with self.street.client(None) as service:
                    answer = await service.post(
                        f"/pay/notify/{self.channel_id}", content=posted.body, headers=posted.headers
                    )
                answers.append(answer.status_code)
        await self.asked(number)
        return answers

    async def asked(self, number: str) -> None:
        """The service is asked, where a message said that it must be."""
        async with self.street.owner_pool.acquire() as connection:
            waiting = await connection.fetchval(
                "delete from queue.pgqueuer where entrypoint = $1 and payload = $2 returning 1",
                QUERY_JOB, msgspec.json.encode({"out_trade_no": number}),
            )  # fmt: skip
        if waiting:
            await query_bill_payment(self.runtime, number, now=BEGINS)

    async def pay(self, bill_id: UUID, now: datetime) -> str:
        number = await self.begin(bill_id, now)
        self.pay_at_stripe(number)
        assert set(await self.tell(number)) == {200}
        return number

    async def balances(self) -> dict[str, int]:
        """The platform's books about this shop without zeros: debits less credits."""
        async with platform_scope() as scope:
            rows = await scope.fetch(
                "select account, sum(amount)::bigint as sum from ("
                " select debit as account, amount from transfer where shop_id = $1"
                " union all select credit, -amount from transfer where shop_id = $1) m group by 1 having sum(amount) <> 0",
                self.shop.id,
            )
        return {row["account"].split(":")[0]: row["sum"] for row in rows}


@pytest_asyncio.fixture
async def stripe() -> AsyncIterator[Server]:
    async with stripe_running() as server:
        account = Account("acct_street", lambda: datetime.now(UTC))
        account.destinations.append(Destination("snapshot", [SECRET]))
        server.street.accounts[account.id] = account
        server.street.keys["sk_test_street"] = account.id
        yield server


@pytest_asyncio.fixture
async def books(street, shop, stripe) -> Books:
    settings = {
        **form_values(StripeSettings, {}),
        "secret_key": "sk_test_street", "webhook_secret": SECRET, "base_url": stripe.url,
    }  # fmt: skip
    texts = PlatformTexts("Stripe", "0", True, settings)
    channel_id = await add_platform_channel(
        street.runtime, "stripe", "collect", "CNY", texts, by=ADA, now=BEGINS
    )
    async with platform_scope() as scope:
        owner = await scope.fetchval("select owner_id from shop where id = $1", shop.id)
    return Books(street, shop, Worker(owner, "Lin Wei"), stripe, channel_id)


@pytest.fixture
def days() -> Callable[[float], timedelta]:
    return lambda count: timedelta(days=count)


@pytest.fixture
async def sit(street):
    """A browser on the platform's host, for that account; its token of forms is read from a page."""
    browsers = []

    async def take(account_id):
        now = street.runtime.clock.now()
        async with platform_scope() as scope:
            await scope.execute("update account set totp_confirmed_at = $2 where id = $1", account_id, now)
            token = await start_session(scope, account_id, "platform", now=now, second_factor=True)
        browser = street.client(None)
        browser.headers["accept"] = "text/html"
        browser.cookies.set(session_cookie_name(street.runtime), token)
        browsers.append(browser)
        return browser

    yield take
    for browser in browsers:
        await browser.aclose()


@pytest.fixture
def send():
    """Fill in the form on a page and send it; what comes back, followed to its end."""

    async def one(browser, page, path, **fields):
        html = (await browser.get(page)).text
        token = re.search(r'name="_csrf_token" value="([^"]+)"', html)[1]
        return await browser.post(path, data={**fields, "_csrf_token": token}, follow_redirects=True)

    return one
