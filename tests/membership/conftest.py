"""云听会员店 sells one good at 99.80 and has switched the membership on; Chen Hao has an account there."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest_asyncio
from bodega_membership.read_growth import read_growth

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.plugins.enable import disable_plugin, enable_plugin
from bodega.plugins.finish_enabling import run_enabling
from bodega.plugins.plugin_context import PluginContext, context_in
from bodega.plugins.save_plugin_settings import save_plugin_settings
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session as start_staff_session
from bodega_shop.catalog.prepare_rules import prepare_rules
from bodega_shop.contracts.gateway import Capabilities
from bodega_shop.contracts.refunding import RefundStatus
from bodega_shop.customers.customer_cookie import customer_cookie_name
from bodega_shop.customers.start_session import start_session
from bodega_shop.floor import floor_of
from bodega_shop.messages.tell_of_order import tell_of_order
from bodega_shop.messages.tell_of_refund import tell_of_refund
from bodega_shop.orders.order_request import Buyer, OrderRequest, PlacedOrder, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.refunds.begin_refund import begin_in
from bodega_shop.refunds.plan_refund import RefundWish
from bodega_shop.refunds.settle_refund import settle_refund
from bodega_shop.wallet.place_topup import TopupRequest, place_topup

TELL = {"orders.tell": tell_of_order, "refunds.tell": tell_of_refund}
ABLE = Capabilities(refund="partial", refund_idempotent=True)


@dataclass
class Club:
    """The shop, its ladder, and one customer."""

    stand: Any
    customer_id: UUID

    @property
    def runtime(self) -> Any:
        return self.stand.street.runtime

    @property
    def shop(self) -> Any:
        return self.stand.shop

    @property
    def ctx(self) -> PluginContext:
        return context_in(self.runtime, self.shop, self.runtime.extensions.manifests["membership"])

    async def again(self) -> None:
        self.stand.shop = await self.runtime.directory.by_id(self.shop.id)

    async def switch_on(self) -> None:
        now = datetime.now(UTC)
        await enable_plugin(
            self.runtime, self.shop, "membership", actor_id=new_id(), actor="Lin Wei", now=now
        )
        await run_enabling(self.runtime, {"shop_id": str(self.shop.id), "plugin": "membership"})
        await self.again()

    async def switch_off(self) -> None:
        now = datetime.now(UTC)
        await disable_plugin(
            self.runtime, self.shop, "membership", actor_id=new_id(), actor="Lin Wei", now=now
        )
        await self.again()

    async def rates(self, spent: int, topped_up: int) -> None:
        typed = {"per_unit_spent": str(spent), "per_unit_topped_up": str(topped_up)}
        await save_plugin_settings(
            self.runtime, self.shop, "membership", typed, actor_id=new_id(), actor="Lin Wei",
            now=datetime.now(UTC),
        )  # fmt: skip
        await self.again()

    async def tier(self, name: str, growth: int, **prices: object) -> UUID:
        """`everything=9500` is 5 % off all; `sku=` and `category=` are points, `fixed=` a price of the good in fen."""
        tier_id = new_id()
        async with shop_scope(self.shop) as scope:
            category = await scope.fetchval("select id from category")
            await scope.execute(
                "insert into membership_tier (id, name, growth, changed_at) values ($1, $2, $3, now())",
                tier_id, name, growth,
            )  # fmt: skip
            targets = {
                "everything": ("all", None),
                "category": ("category", category),
                "sku": ("sku", self.stand.sku_id),
                "fixed": ("sku", self.stand.sku_id),
            }
            for which, value in prices.items():
                fixed = which == "fixed"
                await scope.execute(
                    "insert into membership_price (id, tier_id, target, target_id, points, price, currency)"
                    " values ($1, $2, $3, $4, $5, $6, $7)",
                    new_id(), tier_id, *targets[which], None if fixed else value, value if fixed else None,
                    "CNY" if fixed else None,
                )  # fmt: skip
        return tier_id

    async def earn(self, growth: int) -> None:
        """So much growth from an order long ago."""
        async with shop_scope(self.shop) as scope:
            await scope.execute(
                "insert into membership_growth (id, source, source_id, customer_id, order_id, number, topup, minor, paid, rate,"
                " unit, at) values ($1, 'order', $1, $2, $1, '20250101OLD', false, $3, $3, 1, 100, now())",
                new_id(), self.customer_id, growth * 100,
            )  # fmt: skip

    async def growth(self) -> int:
        async with shop_scope(self.shop) as scope:
            return await read_growth(scope, self.customer_id)

    async def order(
        self, quantity: int = 1, *, expected: int | None = None, guest: bool = False
    ) -> PlacedOrder:
        """Placed as the checkout does it, not paid."""
        rules = await prepare_rules(self.runtime, self.shop, self.customer_id)
        buyer = None if guest else Buyer(self.customer_id, use_balance=False, rules=rules)
        request = OrderRequest(
            (WantedLine(self.stand.sku_id, quantity),), "chen.hao@example.com", "epay", "zh-CN", "198.51.100.4",
            "storefront", "1", None, buyer=buyer, expected=expected,
        )  # fmt: skip
        return await place_order(
            self.shop, await self.stand.profile(), floor_of(self.runtime).tending, request, limit_per_address=0,
            now=datetime.now(UTC),
        )  # fmt: skip

    async def pay(self, number: str, money: Money) -> str:
        claim = Claim(self.stand.channel_id, f"e-{number}", f"{number}01", f"T{number}", money, b"", "test")
        outcome = await confirm_payment(self.shop, await self.stand.profile(), claim, now=datetime.now(UTC))
        return outcome.word

    async def buy(self, quantity: int = 1, *, guest: bool = False) -> PlacedOrder:
        order = await self.order(quantity, guest=guest)
        assert await self.pay(order.number, order.to_pay) == "delivered"
        return order

    async def top_up(self, minor: int) -> Any:
        request = TopupRequest(
            self.customer_id,
            Money(minor, "CNY"),
            "epay",
            "chen.hao@example.com",
            "zh-CN",
            "198.51.100.4",
            "1",
        )
        placed = await place_topup(
            self.runtime, self.shop, await self.stand.profile(), request, now=datetime.now(UTC)
        )
        assert await self.pay(placed.number, Money(minor, "CNY")) == "topped_up"
        return placed

    async def begin_refund(self, order_id: UUID, minor: int, target: str = "source") -> UUID:
        """A top-up goes back payment by payment, an order as a whole."""
        async with shop_scope(self.shop) as scope:
            payment_id = await scope.fetchval(
                "select p.id from payment p join purchase o on o.id = p.purchase_id where o.id = $1 and o.kind = 'topup'",
                order_id,
            )
            wish = RefundWish(
                order_id,
                Money(minor, "CNY"),
                target,
                "退一点",
                "payback" if payment_id else "staff",
                payment_id,
            )
            [number] = await begin_in(
                scope, wish, {self.stand.channel_id: ABLE}, actor="Mei", now=datetime.now(UTC)
            )
            return await scope.fetchval("select id from refund where number = $1", number)

    async def give_back_surplus(self, order_id: UUID, minor: int) -> None:
        async with shop_scope(self.shop) as scope:
            payment_id = await scope.fetchval(
                "select id from payment where purchase_id = $1 and state = 'surplus'", order_id
            )
            wish = RefundWish(
                order_id, Money(minor, "CNY"), "source", "多付", "surplus", payment_id=payment_id
            )
            [number] = await begin_in(
                scope, wish, {self.stand.channel_id: ABLE}, actor="Mei", now=datetime.now(UTC)
            )
            refund_id = await scope.fetchval("select id from refund where number = $1", number)
        assert await self.settle(refund_id, "succeeded") == "done"

    async def settle(self, refund_id: UUID, state: str) -> str:
        settled = await settle_refund(
            self.runtime, self.shop, refund_id, RefundStatus(state), actor="test", now=datetime.now(UTC)
        )
        return settled.word

    async def refund(self, order_id: UUID, minor: int, target: str = "source") -> UUID:
        refund_id = await self.begin_refund(order_id, minor, target)
        if target == "source":
            assert await self.settle(refund_id, "succeeded") == "done"
        return refund_id

    async def news(self) -> list[tuple[str, dict[str, Any]]]:
        """What waits to be told, taken out of the queue, the oldest first."""
        async with self.stand.street.owner_pool.acquire() as connection:
            rows = await connection.fetch(
                "delete from queue.pgqueuer where entrypoint = any($1) and shop = $2 returning id, entrypoint, payload",
                list(TELL), self.shop.schema,
            )  # fmt: skip
        ordered = sorted(rows, key=lambda row: row["id"])
        return [(row["entrypoint"], msgspec.json.decode(row["payload"])) for row in ordered]

    async def tell(self, news: list[tuple[str, dict[str, Any]]] | None = None) -> None:
        for name, payload in await self.news() if news is None else news:
            await TELL[name](self.runtime, self.shop, payload)

    @asynccontextmanager
    async def browser(self, *, guest: bool = False, language: str = "en") -> AsyncIterator[httpx.AsyncClient]:
        async with self.stand.street.client(self.shop) as browser:
            browser.headers["accept-language"] = language
            if not guest:
                async with shop_scope(self.shop) as scope:
                    token = await start_session(
                        scope,
                        self.customer_id,
                        old_token="",
                        address="198.51.100.4",
                        agent="",
                        now=datetime.now(UTC),
                    )
                browser.cookies.set(customer_cookie_name(self.runtime), token)
            yield browser


async def add_customer(stand: Any, contact: str) -> UUID:
    customer_id = new_id()
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into customer (id, email, email_digest, password_hash, locale, state, verified_at, consent, consent_at,"
            " created_at, seen_at) values ($1, $2, $3, 'x', 'zh-CN', 'active', $4, '1', $4, $4, $4)",
            customer_id, contact, stand.shop.vault.fingerprint(contact, "contact"), datetime.now(UTC),
        )  # fmt: skip
    return customer_id


@pytest_asyncio.fixture
async def club(another_stand: Any) -> Club:
    stand = await another_stand(name="云听会员店", codes=8)
    club = Club(stand, await add_customer(stand, "chen.hao@example.com"))
    await club.switch_on()
    return club


@dataclass
class Seat:
    """Somebody who works at the shop, in front of its console."""

    browser: httpx.AsyncClient

    async def read(self, path: str = "") -> str:
        page = await self.browser.get(f"/console/x/membership{path}")
        assert page.status_code == 200, (path, page.status_code, page.text[:2000])
        return page.text

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Send a form; of a redirect the page that it leads to comes back."""
        token = re.search(r'name="_csrf_token" value="([^"]+)"', await self.read())
        assert token
        data = {"_csrf_token": token[1], **fields}
        return await self.browser.post(f"/console/x/membership{path}", data=data, follow_redirects=True)


@pytest_asyncio.fixture
async def mei(club: Club) -> AsyncIterator[Seat]:
    """The operator, signed in a moment ago and reading English."""
    account_id, now = await club.stand.street.account("Mei"), datetime.now(UTC)
    async with platform_scope() as scope:
        await scope.execute(
            "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, 'operator', $4)",
            new_id(), account_id, club.shop.id, now,
        )  # fmt: skip
        token = await start_staff_session(scope, account_id, audience_of(club.shop), now=now)
    async with club.stand.street.client(club.shop) as browser:
        browser.headers["accept-language"] = "en"
        browser.cookies.set(session_cookie_name(club.runtime), token)
        yield Seat(browser)
