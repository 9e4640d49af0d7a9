"""星海点卡行 with a channel at a small bank that speaks real HTTP and does what a story asks of it.

The bank keeps its own register of payments, refunds and disputes, and can lose a question, an answer, or its nerve.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import httpx
import msgspec
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.plugins.settings_form import form_values, read_form
from bodega_shop.contracts.paying import Ack, CreateResult, PaymentStatus, Redirect, VerifiedEvent
from bodega_shop.contracts.refunding import DisputeStatus, RefundStatus
from bodega_shop.extend import (
    Capabilities,
    ExtensionSettings,
    GatewayRejected,
    PaymentGateway,
    Setting,
    SignatureInvalid,
    Temporary,
    Text,
    UnknownOutcome,
)
from bodega_shop.floor import floor_of
from bodega_shop.orders.order_request import Buyer, OrderRequest, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.refunds.begin_refund import begin_refund
from bodega_shop.refunds.plan_refund import RefundWish
from bodega_shop.shop_jobs import shop_jobs

WORDS = Text(en="Village bank", zh="乡村银行")
KEY = b"the bank and the shop know this"
JOBS = ("payments.refund", "payments.query", "refunds.query", "refunds.automatic")


def setting(required: bool = False) -> Setting:
    return Setting(label=WORDS, required=required)


class BankSettings(ExtensionSettings, frozen=True):
    url: Annotated[str, setting()] = ""
    refund: Annotated[str, setting()] = "partial"
    idempotent: Annotated[bool, setting()] = True
    askable: Annotated[bool, setting()] = True
    days: Annotated[int, setting()] = 0
    times: Annotated[int, setting()] = 0
    by_hand: Annotated[bool, setting()] = False


@dataclass
class Bank:
    """The bank's program: its books, and the mishaps it has been told to have."""

    url: str = ""
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    mishaps: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    says: str = "succeeded"

    def given_back(self) -> int:
        return sum(one["minor"] for one in self.refunds.values() if one["state"] == "succeeded")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.splitlines()[0].split(" ")
        length = next(
            (int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:")), 0
        )
        said = json.loads(await reader.readexactly(length) or b"{}")
        self.heard.append(f"{method} {target}")
        mishap = self.mishaps.pop(0) if self.mishaps and method == "POST" else ""
        if mishap != "unread":
            status, answer = self.answer(method, target.strip("/").split("/"), said, mishap)
            body = json.dumps(answer).encode()
            if mishap != "silent":
                writer.write(
                    b"HTTP/1.1 %d x\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % (status, len(body))
                    + body
                )
                await writer.drain()
        writer.close()

    def answer(
        self, method: str, path: list[str], said: dict[str, Any], mishap: str
    ) -> tuple[int, dict[str, Any]]:
        kind, number = path[0], path[1]
        if method == "POST":
            return self.refund(number, said, mishap)
        found = {"refunds": self.refunds, "payments": self.payments, "disputes": self.disputes}[kind].get(
            number
        )
        return (200, found) if found else (404, {})

    def refund(self, number: str, said: dict[str, Any], mishap: str) -> tuple[int, dict[str, Any]]:
        if mishap in ("busy", "no"):
            return {"busy": 503, "no": 422}[mishap], {}
        # A bank that is not idempotent pays out again under the same number.
        key = number if said["idempotent"] else f"{number}/{len(self.refunds)}"
        if key not in self.refunds:
            self.refunds[key] = {**said, "number": number, "id": f"B{len(self.refunds)}", "state": self.says}
        return 200, self.refunds[key]


class BankGateway(PaymentGateway):
    code = "bank"
    name = help = WORDS
    settings_type = BankSettings
    currencies = frozenset({"CNY", "USD"})

    def capabilities(self, settings: BankSettings) -> Capabilities:
        return Capabilities(
            refund=settings.refund,
            refund_idempotent=settings.idempotent,
            refund_query=settings.askable,
            refund_days=settings.days or None,
            refunds_per_payment=settings.times or None,
            disputes=True,
            confirmed_by_hand=settings.by_hand,
        )

    async def check_settings(self, ctx):
        return None

    async def create(self, ctx, payment):
        return CreateResult(Redirect(f"{ctx.settings.url}/pay"))

    async def parse_notification(self, ctx, request):
        if not hmac.compare_digest(request.headers.get("x-sign", ""), sign(request.body)):
            raise SignatureInvalid
        said = json.loads(request.body)
        money = Money(*said.pop("money")) if said.get("money") else said.pop("money", None)
        return VerifiedEvent(**said, money=money, merchant_matches=True)

    async def resolve(self, ctx, event):
        found = await self._ask(ctx, f"refunds/{event.reference}")
        return _named(event, found or {})

    def ack(self, *, accepted):
        return Ack(200 if accepted else 400, b"ok" if accepted else b"no")

    async def query(self, ctx, payment):
        found = await self._ask(ctx, f"payments/{payment.out_trade_no}")
        if not found:
            return PaymentStatus("not_found")
        return PaymentStatus("succeeded", Money(found["minor"], found["currency"]), found["txn"])

    async def refund(self, ctx, refund):
        said = {
            "minor": refund.money.minor, "currency": refund.money.currency, "out_trade_no": refund.out_trade_no,
            "fee_back": refund.platform_fee_back, "idempotent": ctx.settings.idempotent,
        }  # fmt: skip
        try:
            answer = await ctx.http.post(f"{ctx.settings.url}/refunds/{refund.out_refund_no}", json=said)
        except httpx.HTTPError as error:
            raise UnknownOutcome from error
        if answer.status_code == 503:
            raise Temporary
        if answer.status_code == 422:
            raise GatewayRejected
        return status_of(answer.json())

    async def query_refund(self, ctx, refund):
        for number in (refund.out_refund_no, refund.gateway_refund):
            found = await self._ask(ctx, f"refunds/{number}") if number else None
            if found:
                return status_of(found)
        return RefundStatus("not_found")

    async def query_dispute(self, ctx, reference):
        found = await self._ask(ctx, f"disputes/{reference}")
        return DisputeStatus(
            reference, found["state"], Money(found["minor"], "CNY"), found["out_trade_no"], reason="fraudulent",
            fee=Money(found["fee"], "CNY") if found.get("fee") else None,
        )  # fmt: skip

    async def _ask(self, ctx, path: str) -> dict[str, Any] | None:
        try:
            answer = await ctx.http.get(f"{ctx.settings.url}/{path}")
        except httpx.HTTPError as error:
            raise Temporary from error
        return answer.json() if answer.status_code == 200 else None


def _named(event, found):
    return VerifiedEvent(
        **{
            **{name: getattr(event, name) for name in event.__dataclass_fields__},
            "out_trade_no": found.get("out_trade_no", event.out_trade_no),
        }
    )


def status_of(found: dict[str, Any]) -> RefundStatus:
    return RefundStatus(
        found["state"], Money(found["minor"], found["currency"]), found["id"], found.get("failure", ""),
        found["out_trade_no"],
    )  # fmt: skip


def sign(body: bytes) -> str:
    return hmac.new(KEY, body, hashlib.sha256).hexdigest()


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
