"""Chen Hao has an account at 星海点卡行 and a balance there; the books are asked after every story."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.books.accounts import bonus_of, wallet_of
from bodega_shop.books.read_balances import read_balances
from bodega_shop.floor import floor_of
from bodega_shop.orders.order_request import Buyer, OrderRequest, PlacedOrder, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import Outcome, confirm_payment
from bodega_shop.wallet.bonus_steps import BonusStep, save_bonus_steps
from bodega_shop.wallet.place_topup import PlacedTopup, TopupRequest, place_topup

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass
class Owner:
    """Lin Wei at the console."""

    account_id: UUID
    name: str = "Lin Wei"


@dataclass
class Purse:
    """One customer of one shop, and what can happen to the balance."""

    stand: object
    customer_id: UUID
    owner: Owner
    now: datetime = NOW

    async def top_up(self, minor: int, *, channel: str = "epay") -> PlacedTopup:
        """Placed, not paid."""
        request = TopupRequest(
            self.customer_id,
            Money(minor, "CNY"),
            channel,
            "chen.hao@example.com",
            "zh-CN",
            "198.51.100.4",
            "1",
        )
        runtime, shop = self.stand.street.runtime, self.stand.shop
        return await place_topup(runtime, shop, await self.stand.profile(), request, now=self.now)

    async def pay(self, number: str, minor: int, *, key: str = "") -> Outcome:
        claim = Claim(
            self.stand.channel_id,
            key or f"e-{number}",
            f"{number}01",
            f"T{number}",
            Money(minor, "CNY"),
            b"",
            "test",
        )
        return await confirm_payment(self.stand.shop, await self.stand.profile(), claim, now=self.now)

    async def paid_in(self, minor: int) -> PlacedTopup:
        """Topped up and paid."""
        placed = await self.top_up(minor)
        outcome = await self.pay(placed.number, minor)
        assert outcome.word == "topped_up"
        return placed

    async def buy(self, *, use_balance: bool = True, quantity: int = 1, channel: str = "epay") -> PlacedOrder:
        request = OrderRequest(
            (WantedLine(self.stand.sku_id, quantity),), "chen.hao@example.com", channel, "zh-CN", "198.51.100.4",
            "storefront", "1", buyer=Buyer(self.customer_id, use_balance),
        )  # fmt: skip
        return await place_order(
            self.stand.shop, await self.stand.profile(), floor_of(self.stand.street.runtime).tending, request,
            limit_per_address=0, now=self.now,
        )  # fmt: skip

    async def steps(self, *steps: tuple[int, int]) -> None:
        chosen = [BonusStep(Money(least, "CNY"), Money(bonus, "CNY")) for least, bonus in steps]
        await save_bonus_steps(self.stand.shop, chosen, by=self.owner, now=self.now)

    async def kept(self) -> tuple[int, int]:
        """Principal and bonus as they are kept beside the books."""
        async with shop_scope(self.stand.shop) as scope:
            row = await scope.fetchrow(
                "select principal, bonus from wallet where customer_id = $1", self.customer_id
            )
        return (row["principal"], row["bonus"]) if row else (0, 0)

    async def booked(self) -> tuple[int, int]:
        """The same by the books: what is posted, less what is promised."""
        async with shop_scope(self.stand.shop) as scope:
            balances = await read_balances(scope)
            promised = await scope.fetch(
                "select debit, sum(amount)::bigint as n from transfer p where phase = 'pending'"
                " and not exists (select 1 from transfer r where r.resolves = p.id) group by debit"
            )
        held = {row["debit"]: row["n"] for row in promised}
        accounts = (wallet_of(self.customer_id), bonus_of(self.customer_id))
        return tuple(-balances.get((account, "CNY"), 0) - held.get(account, 0) for account in accounts)

    async def agree(self) -> tuple[int, int]:
        """What is kept, after comparing it with the books."""
        kept = await self.kept()
        assert kept == await self.booked()
        assert min(kept) >= 0
        return kept

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


async def open_purse(stand, contact: str = "chen.hao@example.com") -> Purse:
    customer_id = new_id()
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into customer (id, email, email_digest, password_hash, locale, state, verified_at, consent, consent_at,"
            " created_at, seen_at) values ($1, $2, $3, 'x', 'zh-CN', 'active', $4, '1', $4, $4, $4)",
            customer_id, contact, stand.shop.vault.fingerprint(contact, "contact"), NOW,
        )  # fmt: skip
    return Purse(stand, customer_id, Owner(new_id()))


@pytest_asyncio.fixture
async def purse(stand) -> AsyncIterator[Purse]:
    await stand.set(unpaid_per_contact=0)
    purse = await open_purse(stand)
    yield purse
    await purse.agree()
