"""The life of 星海点卡行: everything that buyers, customers, staff, the bank and the clock can do there, one deed each.

A deed that the shop refuses is a deed that did not happen; what must hold afterwards stands in `must_hold.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from bodega.kernel.clock import SetClock
from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.contracts.paying import VerifiedEvent
from bodega_shop.contracts.refunding import DisputeStatus
from bodega_shop.delivery.reveal_codes import reveal_codes
from bodega_shop.floor import floor_of
from bodega_shop.orders.cancel_order import cancel_order
from bodega_shop.orders.deliver_by_hand import TypedGoods, deliver_by_hand
from bodega_shop.orders.expire_orders import expire_orders
from bodega_shop.orders.order_request import Buyer, OrderRequest, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.orders.retry_delivery import retry_delivery
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.payments.follow_event import follow_event, job_of
from bodega_shop.payments.start_attempt import start_attempt
from bodega_shop.refunds.begin_refund import begin_refund
from bodega_shop.refunds.plan_refund import RefundWish
from bodega_shop.shop_jobs import shop_jobs
from bodega_shop.stock.change_codes import change_codes
from bodega_shop.stock.code_filter import CodeFilter
from bodega_shop.wallet.adjust_wallet import Adjustment, adjust_wallet
from bodega_shop.wallet.ask_payback import ask_payback
from bodega_shop.wallet.place_topup import TopupRequest, place_topup
from proof.break_off import break_off
from proof.village_bank import Bank, Received, Returned

NOT_HERE = ("comparison.plan", "comparison.compare")
DUE = """
    select id, entrypoint, payload from queue.pgqueuer
     where shop = $1 and execute_after <= $2 and entrypoint = any($3) order by id"""


@dataclass(frozen=True)
class Order:
    id: UUID
    number: str
    kind: str
    state: str
    currency: str
    paid: int
    refunded: int
    quantity: int


class ShopLife:
    """One shop, and what its tellers of stories have to remember: what was said to it, and what it showed to whom."""

    def __init__(self, stand: Any, other_sku: UUID, bank: Bank, clock: SetClock, owner: Any) -> None:
        self.stand = stand
        self.goods = [stand.sku_id, other_sku]
        self.bank = bank
        self.clock = clock
        self.owner = owner
        self.orders: list[Order] = []
        self.customers: list[UUID] = []
        self.told: set[str] = set()
        self.shown: dict[str, str] = {}
        self.codes = 0
        self.typed = 0
        self._jobs = {
            job.name: job for job in shop_jobs() if job.name not in NOT_HERE and not job.for_platform
        }

    @property
    def runtime(self) -> Any:
        return self.stand.street.runtime

    @property
    def shop(self) -> Any:
        return self.stand.shop

    async def attempt(self, deed: Awaitable[Any]) -> Any:
        """Do it, unless the shop refuses."""
        with suppress(BodegaError):
            return await deed
        return None

    async def stock(self, good: int, count: int) -> None:
        await replace(self.stand, sku_id=self.goods[good]).stock(count)
        self.codes += count

    async def change(self, what: str, good: int) -> None:
        chosen = CodeFilter(sku_id=self.goods[good])
        await self.attempt(change_codes(self.shop, what, chosen, by=self.owner, now=self.clock.now()))

    async def place(self, quantities: tuple[int, int], customer: int | None, use_balance: bool) -> None:
        lines = tuple(
            WantedLine(sku, count) for sku, count in zip(self.goods, quantities, strict=True) if count
        )
        buyer = Buyer(self.customers[customer], use_balance) if customer is not None else None
        contact = f"b{new_id().hex[-10:]}@example.com"
        request = OrderRequest(
            lines, contact, "epay", "zh-CN", "198.51.100.4", "storefront", "1", buyer=buyer
        )
        await self.attempt(
            place_order(
                self.shop, await self.stand.profile(), floor_of(self.runtime).tending, request,
                limit_per_address=0, now=self.clock.now(),
            )
        )  # fmt: skip

    async def top_up(self, customer: int, minor: int) -> None:
        request = TopupRequest(
            self.customers[customer],
            Money(minor, "CNY"),
            "epay",
            "c@example.com",
            "zh-CN",
            "198.51.100.4",
            "1",
        )
        profile = await self.stand.profile()
        await self.attempt(place_topup(self.runtime, self.shop, profile, request, now=self.clock.now()))

    async def pay(self, order: Order, attempt: int, differs_by: int, currency: str) -> None:
        """At the bank: the shop does not know of it yet."""
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch(
                "select p.out_trade_no, p.amount from payment p join purchase o on o.id = p.purchase_id"
                " where o.id = $1 and length(p.out_trade_no) = length(o.number) + 2 order by p.attempt",
                order.id,
            )
        if rows:
            row = rows[attempt % len(rows)]
            self.bank.pay(row["out_trade_no"], Money(max(1, row["amount"] + differs_by), currency))

    async def tell(self, paid: Received, times: int = 1, said_before: int = 0) -> None:
        """The bank's message, `times` at once: the same one, unless its key says that it is another."""
        await asyncio.gather(*(self._hear(paid, said_before) for _ in range(times)))

    async def tell_everything(self, paid: list[Received]) -> None:
        await asyncio.gather(*(self._hear(one, 0) for one in paid))

    async def _hear(self, paid: Received, said_before: int) -> None:
        channel = await self.channel()
        claim = Claim(
            channel.id, f"{paid.txn}/{said_before}", paid.out_trade_no, paid.txn, paid.money, b"", "channel:epay",
            channel.terms,
        )  # fmt: skip
        outcome = await confirm_payment(self.shop, await self.stand.profile(), claim, now=self.clock.now())
        assert outcome.accepted, outcome
        self.told.add(paid.txn)

    async def channel(self) -> Any:
        return await floor_of(self.runtime).channels.open(self.runtime, self.shop, self.stand.channel_id)

    async def cancel(self, order: Order) -> None:
        await self.attempt(
            cancel_order(self.runtime, self.shop, order.id, actor="buyer", now=self.clock.now())
        )

    async def pay_another_way(self, order: Order) -> None:
        await self.attempt(start_attempt(self.runtime, self.shop, order.id, "epay", now=self.clock.now()))

    async def expire(self) -> None:
        self.clock.advance(hours=1)
        await expire_orders(self.runtime, self.shop, now=self.clock.now())

    async def retry(self, order: Order) -> None:
        await self.attempt(
            retry_delivery(self.runtime, self.shop, order.id, actor="Mei", now=self.clock.now())
        )

    async def deliver_by_hand(self, order: Order) -> None:
        async with shop_scope(self.shop) as scope:
            lines = await scope.fetch(
                "select quantity from purchase_line where purchase_id = $1 order by id", order.id
            )
        texts = {}
        for place, line in enumerate(lines):
            names = [f"HAND-{self.typed + more}" for more in range(line["quantity"])]
            self.typed += len(names)
            texts[place] = "\n".join(names)
        with suppress(BodegaError):
            goods = TypedGoods(texts, is_note=False)
            await deliver_by_hand(
                self.runtime, self.shop, order.id, goods, by=self.owner, now=self.clock.now()
            )
            self.codes += order.quantity

    async def refund(self, order: Order, minor: int, target: str, mishap: str, at_once: int) -> None:
        self.bank.mishap = mishap
        wish = RefundWish(order.id, Money(max(1, minor), order.currency), target, "退一点")  # type: ignore[arg-type]
        await asyncio.gather(*(self._give_back(wish) for _ in range(at_once)))

    async def refund_aside(self, order: Order, target: str) -> None:
        """Money that came for nothing goes back, payment by payment."""
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch(
                "select id, received - refunded as left, received_currency from payment"
                " where purchase_id = $1 and state in ('surplus', 'needs_review') and received > refunded",
                order.id,
            )
        for row in rows:
            sum_ = Money(row["left"], row["received_currency"])
            await self._give_back(RefundWish(order.id, sum_, target, "多付", "surplus", row["id"]))  # type: ignore[arg-type]

    async def _give_back(self, wish: RefundWish) -> None:
        await self.attempt(begin_refund(self.runtime, self.shop, wish, actor="Mei", now=self.clock.now()))

    async def decide(self, returned: Returned, state: str) -> None:
        """The bank changes what it said of a refund, and says so."""
        self.bank.decide(returned.number, state)
        await self._follow("refund", refund_no=returned.number, out_trade_no=returned.out_trade_no)

    async def bank_refunds(self, paid: Received, minor: int) -> None:
        """Somebody gives money back at the bank's own counter."""
        minor = min(minor, self.bank.left(paid.txn))
        if minor > 0:
            number = f"X{len(self.bank.returned)}"
            money = Money(minor, paid.money.currency)
            self.bank.returned[number] = Returned(
                number, paid.out_trade_no, paid.txn, money, "succeeded", foreign=True
            )
            await self.hear_of_foreign(self.bank.returned[number])

    async def hear_of_foreign(self, one: Returned) -> None:
        await self._follow(
            "refund", reference=f"B{one.number}", out_trade_no=one.out_trade_no, gateway_txn=one.txn
        )

    async def dispute(self, paid: Received, state: str) -> None:
        known = self.bank.disputes.get(f"D{paid.txn}")
        left = known.money.minor if known else self.bank.left(paid.txn)
        if left > 0:
            self.bank.disputes[f"D{paid.txn}"] = DisputeStatus(
                f"D{paid.txn}", state, Money(left, paid.money.currency), paid.out_trade_no, paid.txn, "fraudulent",  # type: ignore[arg-type]
            )  # fmt: skip
            await self._follow(
                "dispute", reference=f"D{paid.txn}", out_trade_no=paid.out_trade_no, gateway_txn=paid.txn
            )

    async def _follow(self, about: str, **names: str) -> None:
        words = {"out_trade_no": "", "gateway_txn": "", **names}
        event = VerifiedEvent(
            event_key=str(new_id()), state="ignored", money=None, merchant_matches=True, about=about, **words,  # type: ignore[arg-type]
        )  # fmt: skip
        await follow_event(self.runtime, self.shop, job_of(self.stand.channel_id, event))

    async def pay_back(self, customer: int, minor: int, mishap: str) -> None:
        self.bank.mishap = mishap
        profile = await self.stand.profile()
        await self.attempt(
            ask_payback(
                self.runtime, self.shop, profile, self.customers[customer], Money(minor, "CNY"), "不用了",
                now=self.clock.now(),
            )
        )  # fmt: skip

    async def adjust(self, customer: int, part: str, minor: int) -> None:
        wanted = Adjustment(self.customers[customer], part, Money(minor, "CNY"), "更正")  # type: ignore[arg-type]
        await self.attempt(adjust_wallet(self.shop, wanted, by=self.owner, now=self.clock.now()))

    async def look(self, order: Order) -> None:
        with suppress(BodegaError):
            codes = await reveal_codes(
                self.shop, order.id, quantity=order.quantity, actor="buyer", via="tap", address="198.51.100.4",
                now=self.clock.now(),
            )  # fmt: skip
            for code in codes:
                owner = self.shown.setdefault(code.secret, order.number)
                assert owner == order.number, (
                    f"one code was shown to the buyers of {owner} and {order.number}"
                )

    async def work(self, *, hours: float = 0, twice: bool = False, killed_after: int = 0) -> int:
        """The worker does what is due; killed after so many awaits, it leaves the job where it was, and starts again."""
        self.clock.advance(hours=hours)
        # What is to be done at once is dated by the database, whose clock does not stand still.
        behind = (datetime.now(UTC) - self.clock.now()).total_seconds()
        self.clock.advance(seconds=max(10, behind + 1))
        rows = await self._due()
        for row in rows:
            run, payload = self._jobs[row["entrypoint"]].run, msgspec.json.decode(row["payload"])
            if killed_after:
                await break_off(self._run(run, payload), killed_after)
            for _ in range(2 if twice else 1):
                await self._run(run, payload)
            async with self.stand.street.owner_pool.acquire() as connection:
                await connection.execute("delete from queue.pgqueuer where id = $1", row["id"])
        return len(rows)

    async def _due(self) -> list[Any]:
        async with self.stand.street.owner_pool.acquire() as connection:
            return await connection.fetch(DUE, self.shop.schema, self.clock.now(), list(self._jobs))

    async def _run(self, run: Callable[..., Awaitable[None]], payload: dict[str, Any]) -> None:
        await self.attempt(run(self.runtime, self.shop, payload))

    async def look_around(self) -> None:
        """Which orders there are, also those whose buyer was cut off before anybody answered."""
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch(
                "select o.id, o.number, o.kind, o.state, o.currency, o.paid, o.refunded,"
                " (select coalesce(sum(quantity), 0)::int from purchase_line l where l.purchase_id = o.id) as quantity"
                " from purchase o order by o.id"
            )
        self.orders = [Order(**dict(row)) for row in rows]
