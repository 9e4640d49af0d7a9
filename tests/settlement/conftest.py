"""Xinghai's money in the platform's hands, in days that the story chooses; Ada prepares, Bo approves, Lin Wei owns."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from bodega.billing.accounts import COMMISSION, book, collected_by, owed_to
from bodega.kernel.database import platform_scope
from bodega.kernel.form import Form
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.settlement.ask_withdrawal import ask_withdrawal
from bodega.settlement.audit_settlements import audit_settlements
from bodega.settlement.batches import approve_batch, prepare_batch
from bodega.settlement.change_account import change_account
from bodega.settlement.nightly import settle_one
from bodega.settlement.pay_out import mark_paid
from bodega.settlement.read_balances import Balance, read_balance
from bodega.settlement.shop_money import note_shop
from bodega.settlement.terms import Wish, save_wish
from bodega.street.shop import Shop

# A Monday at nine in Beijing.
BEGINS = datetime(2027, 1, 11, 1, 0, tzinfo=UTC)
CHANNEL = new_id()
ACCOUNT = {
    "way": "bank",
    "holder": "星海数字科技有限公司",
    "bank": "招商银行",
    "account": "6225 8888 0000 6789",
}


@dataclass(frozen=True)
class Person:
    """Whoever does it: a name for the record."""

    name: str
    account_id: UUID = field(default_factory=new_id)


@dataclass
class Purse:
    """One shop's money with the platform."""

    street: Any
    shop: Shop
    owner: Person
    ada: Person
    bo: Person

    async def collect(self, minor: int, at: datetime, *, points: int = 300) -> UUID:
        """A buyer paid through the platform, which keeps its commission."""
        money, payment = Money(minor, "CNY"), new_id()
        async with platform_scope() as scope:
            await note_shop(scope, self.shop.id, now=at)
            sides = (collected_by(CHANNEL), owed_to(self.shop.id))
            await book(scope, self.shop.id, ("payment", payment), "sale", sides, money, now=at)
            await book(
                scope, self.shop.id, ("payment", payment), "commission", (owed_to(self.shop.id), COMMISSION),
                money.share(points), now=at,
            )  # fmt: skip
        return payment

    async def give_back(self, minor: int, at: datetime, source: str = "refund", leg: str = "sent") -> UUID:
        """To a buyer, or to a buyer's bank."""
        given = new_id()
        async with platform_scope() as scope:
            await book(
                scope, self.shop.id, (source, given), leg, (owed_to(self.shop.id), collected_by(CHANNEL)),
                Money(minor, "CNY"), now=at,
            )  # fmt: skip
        return given

    async def win(self, dispute: UUID, minor: int, at: datetime) -> None:
        async with platform_scope() as scope:
            sides = (collected_by(CHANNEL), owed_to(self.shop.id))
            await book(scope, self.shop.id, ("dispute", dispute), "won", sides, Money(minor, "CNY"), now=at)

    async def morning(self, at: datetime) -> list[UUID]:
        return await settle_one(self.street.runtime, self.shop.id, now=at)

    async def balance(self, at: datetime) -> Balance:
        async with platform_scope() as scope:
            return await read_balance(scope, self.shop.id, "CNY", now=at)

    async def available(self, at: datetime) -> int:
        return (await self.balance(at)).available.minor

    async def enter_account(self, at: datetime, **differs: str) -> datetime:
        return await change_account(
            self.street.runtime, self.shop.id, Form(ACCOUNT | differs), by=self.owner, now=at
        )

    async def ask(self, minor: int, at: datetime) -> UUID:
        return await ask_withdrawal(self.shop.id, Money(minor, "CNY"), by=self.owner, now=at)

    async def approved(self, minor: int, at: datetime) -> UUID:
        """Asked for, put into a batch by Ada, approved by Bo."""
        withdrawal = await self.ask(minor, at)
        batch = await prepare_batch([withdrawal], by=self.ada, now=at)
        await approve_batch(batch, by=self.bo, now=at)
        return withdrawal

    async def paid(self, minor: int, at: datetime) -> UUID:
        withdrawal = await self.approved(minor, at)
        await mark_paid(self.street.runtime, [withdrawal], "CMB-1", by=self.ada, now=at)
        return withdrawal

    async def terms(self, at: datetime, **said: Any) -> None:
        await save_wish(f"shop:{self.shop.id}", Wish(**said), "Because", by=self.ada, now=at)

    async def state_of(self, withdrawal: UUID) -> str:
        async with platform_scope() as scope:
            return await scope.fetchval("select state from withdrawal where id = $1", withdrawal)

    async def move_shop(self, state: str) -> None:
        async with platform_scope() as scope:
            await scope.execute(
                "update shop set state = $2, frozen_from = case when $2 = 'frozen' then 'live' end where id = $1",
                self.shop.id, state,
            )  # fmt: skip
        await self.street.runtime.directory.announce_change(self.shop.id)

    async def accounts(self) -> dict[str, int]:
        """The platform's books about this shop without zeros: debits less credits."""
        async with platform_scope() as scope:
            rows = await scope.fetch(
                "select account, sum(amount)::bigint as sum from ("
                " select debit as account, amount from transfer where shop_id = $1"
                " union all select credit, -amount from transfer where shop_id = $1) m group by 1 having sum(amount) <> 0",
                self.shop.id,
            )
        return {row["account"].split(":")[0]: row["sum"] for row in rows}

    async def check(self) -> None:
        assert sum((await self.accounts()).values()) == 0
        assert await audit_settlements() == []


@pytest.fixture
def begins() -> datetime:
    return BEGINS


@pytest.fixture
def days() -> Callable[[float], timedelta]:
    return lambda count: timedelta(days=count)


@pytest.fixture
def open_purse(street) -> Callable[..., Awaitable[Purse]]:
    async def open_one(shop: Shop | None = None) -> Purse:
        shop = shop or await street.open_shop()
        async with platform_scope() as scope:
            owner = await scope.fetchval("select owner_id from shop where id = $1", shop.id)
        return Purse(street, shop, Person("Lin Wei", owner), Person("Ada"), Person("Bo"))

    return open_one


@pytest_asyncio.fixture
async def purse(open_purse, begins, days) -> Purse:
    """Long open, with an account that can be used, settled by day, its own after two days, a tenth of it ten days later."""
    purse = await open_purse()
    await purse.terms(
        begins - days(60),
        rhythm="day",
        hold_days=2,
        young_days=0,
        reserve_points=1000,
        reserve_days=10,
        least={"CNY": 1000},
        fees={"CNY": 200},
    )
    await purse.enter_account(begins - days(60))
    return purse
