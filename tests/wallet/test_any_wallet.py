"""Whatever happens to a balance in whatever order, it is what the books say, never below zero, and divided fairly.

Random histories of top-ups, orders that the balance pays in part, expiries, paybacks, refunds that succeed and fail,
and corrections, some at the same moment; after every step the whole shop is audited.
"""

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.contracts.refunding import RefundStatus
from bodega_shop.floor import floor_of
from bodega_shop.orders.expire_orders import end_order
from bodega_shop.orders.order_request import Buyer, OrderRequest, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.refunds.settle_refund import settle_refund
from bodega_shop.wallet.adjust_wallet import Adjustment, adjust_wallet
from bodega_shop.wallet.ask_payback import ask_payback
from bodega_shop.wallet.bonus_steps import BonusStep, save_bonus_steps
from bodega_shop.wallet.decide_payback import grant_payback, refuse_payback
from bodega_shop.wallet.list_paybacks import list_open_paybacks
from bodega_shop.wallet.place_topup import TopupRequest, place_topup
from bodega_shop.wallet.read_statement import read_statement

EMAIL = "chen.hao@example.com"
SUMS = st.sampled_from([100, 333, 5_000, 9_980, 20_001, 60_000])
WHICH = st.integers(0, 5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("top_up"), SUMS),
        st.tuples(st.just("top_up_unpaid"), SUMS),
        st.tuples(st.just("pay_late"), WHICH),
        st.tuples(st.just("buy"), WHICH),
        st.tuples(st.just("buy_at_once"), st.integers(2, 4)),
        st.tuples(st.just("pay_rest"), WHICH),
        st.tuples(st.just("pay_rest_three_times_at_once"), WHICH),
        st.tuples(st.just("expire"), WHICH),
        st.tuples(st.just("expire_while_paying"), WHICH),
        st.tuples(st.just("ask_back"), SUMS),
        st.tuples(st.just("ask_back_and_buy_at_once"), SUMS),
        st.tuples(st.just("decide"), WHICH),
        st.tuples(st.just("settle"), WHICH),
        st.tuples(st.just("give"), SUMS),
        st.tuples(st.just("take"), SUMS),
        st.tuples(st.just("wait"), st.integers(1, 9)),
    ),
    min_size=4,
    max_size=16,
)


class Owner:
    name = "Lin Wei"

    def __init__(self) -> None:
        self.account_id = new_id()


class History:
    """One customer's life at one shop."""

    def __init__(self, stand) -> None:
        self.stand, self.shop, self.runtime = stand, stand.shop, stand.street.runtime
        self.customer_id, self.owner = new_id(), Owner()
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
        self.topups: list[tuple[object, int]] = []
        self.orders: list = []

    async def open(self) -> None:
        await self.stand.set(unpaid_per_contact=0)
        await self.stand.stock(30)
        async with shop_scope(self.shop) as scope:
            await scope.execute("update channel set settings = $1", {"refunds": True})
            await scope.execute(
                "insert into customer (id, email, email_digest, password_hash, locale, state, consent, consent_at,"
                " created_at, seen_at) values ($1, $2, $3, 'x', 'zh-CN', 'active', '1', $4, $4, $4)",
                self.customer_id, EMAIL, self.shop.vault.fingerprint(EMAIL, "contact"), self.now,
            )  # fmt: skip
        await self.stand.street.runtime.directory.announce_change(self.shop.id)
        steps = [
            BonusStep(Money(least, "CNY"), Money(bonus, "CNY"))
            for least, bonus in ((333, 7), (20_000, 3_001))
        ]
        await save_bonus_steps(self.shop, steps, by=self.owner, now=self.now)

    async def take(self, step: str, value: int) -> None:
        self.now += timedelta(seconds=1)
        try:
            await getattr(self, f"do_{step}")(value)
        except BodegaError:
            return

    async def do_top_up(self, minor: int) -> None:
        await self.do_top_up_unpaid(minor)
        await self._pay(self.topups[-1][0], minor)

    async def do_top_up_unpaid(self, minor: int) -> None:
        request = TopupRequest(self.customer_id, Money(minor, "CNY"), "epay", EMAIL, "zh-CN", "a", "1")
        profile = await self.stand.profile()
        self.topups.append(
            (await place_topup(self.runtime, self.shop, profile, request, now=self.now), minor)
        )

    async def do_pay_late(self, which: int) -> None:
        if self.topups:
            placed, minor = self.topups[which % len(self.topups)]
            await self._end(placed, "expired")
            await asyncio.gather(self._pay(placed, minor), self._pay(placed, minor))

    async def do_buy(self, _: int) -> None:
        request = OrderRequest(
            (WantedLine(self.stand.sku_id, 1),), EMAIL, "epay", "zh-CN", "a", "storefront", "1",
            buyer=Buyer(self.customer_id, use_balance=True),
        )  # fmt: skip
        tending = floor_of(self.runtime).tending
        self.orders.append(
            await place_order(
                self.shop, await self.stand.profile(), tending, request, limit_per_address=0, now=self.now
            )
        )

    async def do_buy_at_once(self, many: int) -> None:
        await asyncio.gather(*(self.do_buy(0) for _ in range(many)), return_exceptions=True)

    async def do_pay_rest(self, which: int) -> None:
        if order := self._order(which):
            await self._pay(order, order.to_pay.minor)

    async def do_pay_rest_three_times_at_once(self, which: int) -> None:
        await asyncio.gather(*(self.do_pay_rest(which) for _ in range(3)))

    async def do_expire(self, which: int) -> None:
        if order := self._order(which):
            await self._end(order, "expired")

    async def do_expire_while_paying(self, which: int) -> None:
        await asyncio.gather(self.do_expire(which), self.do_pay_rest(which))

    async def do_ask_back(self, minor: int) -> None:
        principal, bonus = await self.kept()
        profile = await self.stand.profile()
        await ask_payback(
            self.runtime, self.shop, profile, self.customer_id, Money(minor, "CNY"), "because", now=self.now
        )
        left = await self.kept()
        assert left[0] == principal - minor
        assert left[1] * principal <= bonus * left[0] < (left[1] + 1) * principal, (
            "the bonus goes in proportion"
        )

    async def do_ask_back_and_buy_at_once(self, minor: int) -> None:
        profile = await self.stand.profile()
        asking = ask_payback(
            self.runtime, self.shop, profile, self.customer_id, Money(minor, "CNY"), "because", now=self.now
        )
        await asyncio.gather(asking, self.do_buy(0), self.do_buy(0), return_exceptions=True)

    async def do_decide(self, which: int) -> None:
        for asked in await list_open_paybacks(self.shop):
            if which % 3 == 0:
                await refuse_payback(self.shop, asked.id, "no", by=self.owner, now=self.now)
            else:
                way = "source" if which % 3 == 1 else "hand"
                await grant_payback(self.runtime, self.shop, asked.id, way, by=self.owner, now=self.now)

    async def do_settle(self, which: int) -> None:
        """What the service says of refunds that are on their way, and later the contrary."""
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch("select id from refund where target = 'source' order by id")
        for row in rows:
            status = RefundStatus("succeeded" if which % 2 else "failed")
            await settle_refund(self.runtime, self.shop, row["id"], status, actor="query:epay", now=self.now)

    async def do_give(self, minor: int) -> None:
        await self._adjust(minor, "bonus" if minor == 333 else "principal")

    async def do_take(self, minor: int) -> None:
        await self._adjust(-minor, "bonus" if minor == 333 else "principal")

    async def do_wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    async def check(self) -> None:
        assert min(await self.kept()) >= 0
        assert [difference.text for difference in await audit_shop(self.shop)] == []
        lines, _ = await read_statement(self.shop, self.customer_id, "CNY")
        told = (lines[0].principal_left.minor, lines[0].bonus_left.minor) if lines else (0, 0)
        assert told == await self.kept(), "the statement ends with what is there"

    async def kept(self) -> tuple[int, int]:
        async with shop_scope(self.shop) as scope:
            row = await scope.fetchrow(
                "select principal, bonus from wallet where customer_id = $1", self.customer_id
            )
        return (row["principal"], row["bonus"]) if row else (0, 0)

    def _order(self, which: int):
        waiting = [order for order in self.orders if order.out_trade_no]
        return waiting[which % len(waiting)] if waiting else None

    async def _pay(self, placed, minor: int) -> None:
        claim = Claim(
            self.stand.channel_id,
            f"e{placed.number}",
            f"{placed.number}01",
            "T",
            Money(minor, "CNY"),
            b"",
            "test",
        )
        await confirm_payment(self.shop, await self.stand.profile(), claim, now=self.now)

    async def _end(self, placed, state: str) -> None:
        await end_order(self.runtime, self.shop, placed.id, state, actor="clock", now=self.now)

    async def _adjust(self, minor: int, part: str) -> None:
        wanted = Adjustment(self.customer_id, part, Money(minor, "CNY"), "because")
        await adjust_wallet(self.shop, wanted, by=self.owner, now=self.now)


@example(steps=[("top_up", 5_000), ("buy", 0), ("expire", 0), ("buy", 0), ("expire_while_paying", 0)])
@example(
    steps=[("top_up", 20_001), ("ask_back", 333), ("settle", 0), ("buy", 0), ("ask_back", 100), ("settle", 1)]
)
@example(
    steps=[
        ("top_up", 20_001),
        ("wait", 9),
        ("ask_back", 5_000),
        ("decide", 0),
        ("ask_back", 333),
        ("decide", 1),
    ]
)
@given(steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_any_history_of_a_balance_keeps_the_books_right(another_stand, steps):
    history = History(await another_stand())
    await history.open()
    for step, value in steps:
        await history.take(step, value)
        await history.check()
