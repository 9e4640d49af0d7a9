"""星海点卡行 with a channel at the village bank, and the books as they must stand after every story."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.plugins.settings_form import form_values, read_form
from bodega_shop.contracts.gateway_errors import Temporary
from bodega_shop.floor import floor_of
from bodega_shop.orders.order_request import Buyer, OrderRequest, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.refunds.begin_refund import begin_refund
from bodega_shop.refunds.plan_refund import RefundWish
from bodega_shop.shop_jobs import shop_jobs
from simulators.village_bank import Bank, BankGateway, BankSettings, sign

JOBS = ("payments.refund", "payments.query", "refunds.query", "refunds.automatic")


@pytest_asyncio.fixture
async def bank(street) -> AsyncIterator[Bank]:
    bank = Bank()
    server = await asyncio.start_server(bank.serve, "127.0.0.1", 0)
    bank.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    floor_of(street.runtime).gateways._items["bank"] = ("shop", BankGateway())
    yield bank
    del floor_of(street.runtime).gateways._items["bank"]
    server.close()


@dataclass
class Counter:
    """The shop's counter with its bank: orders that were paid, refunds, and the books as they must stand."""

    stand: Any
    bank: Bank

    @property
    def runtime(self):
        return self.stand.street.runtime

    @property
    def shop(self):
        return self.stand.shop

    async def can(self, **abilities: object) -> None:
        """What the bank offers this shop; secrets there are none."""
        typed = {
            name: "on" if value is True else "" if value is False else str(value)
            for name, value in abilities.items()
        }
        stored = read_form(
            BankSettings, {**form_values(BankSettings, {}), "idempotent": "on", "askable": "on", "url": self.bank.url, **typed},
            {}, vault=self.shop.vault, owner=self.stand.channel_id,
        )  # fmt: skip
        async with shop_scope(self.shop) as scope:
            await scope.execute("update channel set settings = $1, gateway = 'bank'", stored)
        await self.runtime.directory.announce_change(self.shop.id)

    async def pay(
        self, order, *, minor: int | None = None, currency: str = "CNY", txn: str = "", number: str = ""
    ):
        number = number or f"{order.number}01"
        txn = txn or f"T{number}"
        channel = await floor_of(self.runtime).channels.open(self.runtime, self.shop, self.stand.channel_id)
        money = Money(order.to_pay.minor if minor is None else minor, currency)
        claim = Claim(
            channel.id, f"e-{txn}-{money.minor}", number, txn, money, b"", "channel:epay", channel.terms
        )
        return await confirm_payment(self.shop, await self.stand.profile(), claim, now=datetime.now(UTC))

    async def sold(self, **differences: object):
        """An order that was paid and delivered."""
        order = await self.stand.place(**differences)
        assert (await self.pay(order)).word == "delivered"
        return order

    async def waiting(self, **differences: object):
        """An order that was paid after somebody else had bought the goods: an exception."""
        order = await self.stand.place(**differences)
        async with shop_scope(self.shop) as scope:
            await scope.execute(
                "update code set state = 'void', purchase_id = null where purchase_id = $1", order.id
            )
        assert (await self.pay(order)).word == "exception"
        return order

    async def refund(self, order, minor: int, target: str = "source", **more: object) -> list[str]:
        currency = str(more.pop("currency", "CNY"))
        wish = RefundWish(order.id, Money(minor, currency), target, "退一点", **more)
        return await begin_refund(self.runtime, self.shop, wish, actor="Mei", now=datetime.now(UTC))

    async def work(self, *, hours: float = 1) -> None:
        """Do what waits in the queue and would be due within that time."""
        jobs = {job.name: job for job in shop_jobs() if job.name in JOBS}
        until = datetime.now(UTC) + timedelta(hours=hours)
        for _ in range(20):
            rows = await self._take(until)
            for row in rows:
                with suppress(Temporary):
                    await jobs[row["entrypoint"]].run(
                        self.runtime, self.shop, msgspec.json.decode(row["payload"])
                    )
            if not rows:
                return

    async def _take(self, until: datetime) -> list[Any]:
        async with self.stand.street.owner_pool.acquire() as connection:
            return await connection.fetch(
                "delete from queue.pgqueuer where entrypoint = any($1) and shop = $2 and execute_after <= $3"
                " returning entrypoint, payload",
                list(JOBS), self.shop.schema, until,
            )  # fmt: skip

    async def hear(self, about: str, *, key: str = "", **more: object) -> httpx.Response:
        """The bank sends a message, signed."""
        said = {
            "event_key": key or f"m{new_id()}", "out_trade_no": "", "gateway_txn": "", "state": "ignored", "money": None,
            "about": about, "must_query": True, **more,
        }  # fmt: skip
        body = json.dumps(said).encode()
        async with self.stand.street.client(self.shop) as service:
            return await service.post(
                f"/pay/notify/{self.stand.channel_id}", content=body, headers={"x-sign": sign(body)}
            )

    async def row(self, number: str) -> dict[str, Any]:
        async with shop_scope(self.shop) as scope:
            return dict(await scope.fetchrow("select * from refund where number = $1", number))

    async def refunds(self, order) -> list[dict[str, Any]]:
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch("select * from refund where purchase_id = $1 order by number", order.id)
        return [dict(row) for row in rows]

    async def order(self, order) -> dict[str, Any]:
        async with shop_scope(self.shop) as scope:
            return dict(await scope.fetchrow("select * from purchase where id = $1", order.id))

    async def customer(self, principal: int = 0, bonus: int = 0) -> UUID:
        """Chen Hao has an account and something on it, which the books know of."""
        customer, now = new_id(), datetime.now(UTC)
        async with shop_scope(self.shop) as scope:
            await scope.execute(
                "insert into customer (id, email, email_digest, password_hash, locale, state, consent, consent_at, created_at,"
                " seen_at) values ($1, 'chen@example.com', $2, 'x', 'zh-CN', 'active', '1', $3, $3, $3)",
                customer, customer.bytes, now,
            )  # fmt: skip
            await scope.execute(
                "insert into wallet (customer_id, currency, principal, bonus, changed_at) values ($1, 'CNY', $2, $3, $4)",
                customer, principal, bonus, now,
            )  # fmt: skip
            for account, minor in ((f"wallet:{customer}", principal), (f"bonus:{customer}", bonus)):
                if minor:
                    await scope.execute(
                        "insert into transfer (id, source, source_id, leg, debit, credit, amount, currency, phase, at)"
                        " values ($1, 'adjustment', $1, 'given', 'adjustments', $2, $3, 'CNY', 'posted', $4)",
                        new_id(), account, minor, now,
                    )  # fmt: skip
        return customer

    async def wallet(self, customer: UUID) -> tuple[int, int]:
        async with shop_scope(self.shop) as scope:
            row = await scope.fetchrow("select principal, bonus from wallet where customer_id = $1", customer)
        return row["principal"], row["bonus"]

    async def place_with_balance(self, customer: UUID, quantity: int = 1):
        request = OrderRequest(
            (WantedLine(self.stand.sku_id, quantity),), "chen@example.com", "epay", "zh-CN", "198.51.100.4", "storefront",
            "1", None, buyer=Buyer(customer, use_balance=True),
        )  # fmt: skip
        return await place_order(
            self.shop, await self.stand.profile(), floor_of(self.runtime).tending, request, limit_per_address=0,
            now=datetime.now(UTC),
        )  # fmt: skip

    async def balances(self) -> dict[str, int]:
        """What each account holds in yuan cents, whatever its sign in the books; nothing is left out but zeros."""
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch(
                "select account, currency, sum(amount)::bigint as sum from ("
                " select debit as account, currency, amount from transfer where phase in ('posted', 'post')"
                " union all select credit, currency, -amount from transfer where phase in ('posted', 'post')) m"
                " group by 1, 2 having sum(amount) <> 0"
            )
        short = {f"clearing:{self.stand.channel_id}": "clearing"}
        return {
            short.get(row["account"], row["account"].partition(":")[0]) + ("" if row["currency"] == "CNY" else row["currency"]): row["sum"]
            for row in rows
        }  # fmt: skip

    async def check_books(self) -> None:
        """What is paid and not given back is exactly what the books hold or have earned, order by order."""
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch(BOOKS)
            wallets = await scope.fetch(WALLETS)
            caps = await scope.fetch(CAPS)
        for row in rows:
            assert row["kept"] == row["booked"], dict(row)
        for row in wallets:
            assert row["principal"] + row["bonus"] == row["booked"], dict(row)
        assert not caps, [dict(row) for row in caps]


BOOKS = """
    select o.number, o.state, o.paid - o.refunded as kept, coalesce(sum(m.amount), 0)::bigint as booked
      from purchase o
      left join lateral (
          select case when t.credit in ('held', 'sales', 'surcharge') then t.amount else 0 end
               - case when t.debit in ('held', 'refunds', 'surcharge') then t.amount else 0 end
               + case when t.credit = 'refunds' then t.amount else 0 end as amount
            from transfer t
           where t.currency = o.currency and t.leg not like 'over%'
             and (t.phase in ('posted', 'post')
                  or (t.phase = 'pending' and t.source = 'refund' and not exists (select 1 from transfer d where d.resolves = t.id)))
             and (t.source_id = o.id or t.source_id in (select id from payment where purchase_id = o.id)
                  or t.source_id in (select id from refund where purchase_id = o.id))
      ) m on true
     where o.kind = 'goods' group by o.id"""

WALLETS = """
    select w.customer_id, w.principal, w.bonus, coalesce(sum(case when t.credit in ('wallet:' || w.customer_id, 'bonus:' || w.customer_id)
             then t.amount else -t.amount end), 0)::bigint as booked
      from wallet w left join transfer t on (t.credit in ('wallet:' || w.customer_id, 'bonus:' || w.customer_id)
             or t.debit in ('wallet:' || w.customer_id, 'bonus:' || w.customer_id)) and (t.phase in ('posted', 'post')
             or (t.phase = 'pending' and not exists (select 1 from transfer d where d.resolves = t.id)))
     group by w.customer_id, w.principal, w.bonus"""

CAPS = """
    select p.out_trade_no, p.refunded, sum(r.counted) as counted
      from payment p left join refund r on r.payment_id = p.id and r.state <> 'failed'
     group by p.id having p.refunded <> coalesce(sum(r.counted), 0)"""


@pytest_asyncio.fixture
async def counter(stand, bank) -> AsyncIterator[Counter]:
    """Whatever a story did, the books must be right after it."""
    counter = Counter(stand, bank)
    await counter.can()
    yield counter
    await counter.check_books()
