"""Whatever happens in whatever order at 星海点卡行, nothing is sold twice, lost, or counted wrong.

Random histories of orders, notifies (right, repeated, at once, short, late), cancellations, expiries, new stock and
people's decisions; after every step the shop's books are checked.
"""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.money import Money
from bodega_shop.delivery.reveal_codes import reveal_codes
from bodega_shop.orders.expire_orders import end_order, expire_orders
from bodega_shop.orders.retry_delivery import retry_delivery
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("place"), st.integers(1, 3)),
        st.tuples(st.just("place_at_once"), st.integers(2, 5)),
        st.tuples(st.just("pay"), st.integers(0, 5)),
        st.tuples(st.just("pay_five_times_at_once"), st.integers(0, 5)),
        st.tuples(st.just("pay_twice"), st.integers(0, 5)),
        st.tuples(st.just("pay_short"), st.integers(0, 5)),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
        st.tuples(st.just("cancel_while_paying"), st.integers(0, 5)),
        st.tuples(st.just("expire"), st.just(0)),
        st.tuples(st.just("stock"), st.integers(1, 2)),
        st.tuples(st.just("retry"), st.integers(0, 5)),
    ),
    min_size=4,
    max_size=14,
)


class History:
    """One shop's life, and what must hold after every step of it."""

    def __init__(self, stand) -> None:
        self.stand = stand
        self.orders: list = []
        self.codes = 3
        self.paid: set[str] = set()

    async def take(self, step: str, value: int) -> None:
        order = self.orders[value % len(self.orders)] if self.orders else None
        deed = getattr(self, f"do_{step}")
        if step in ("place", "place_at_once", "stock"):
            await deed(value)
        elif step == "expire":
            await deed()
        elif order is not None:
            await deed(order)

    async def do_place(self, quantity: int) -> None:
        try:
            self.orders.append(
                await self.stand.place(quantity=quantity, contact=f"c{len(self.orders)}@example.com")
            )
        except BodegaError:
            return

    async def do_place_at_once(self, buyers: int) -> None:
        await asyncio.gather(*(self.do_place(1) for _ in range(buyers)))

    async def do_pay(self, order, *, txn: str = "T1", minor: int | None = None) -> None:
        money = Money(order.total.minor if minor is None else minor, "CNY")
        claim = Claim(
            self.stand.channel_id,
            f"{order.number}{txn}{money.minor}",
            f"{order.number}01",
            txn,
            money,
            b"",
            "test",
        )
        outcome = await confirm_payment(
            self.stand.shop, await self.stand.profile(), claim, now=datetime.now(UTC)
        )
        assert outcome.accepted
        self.paid.add(order.number)

    async def do_pay_five_times_at_once(self, order) -> None:
        await asyncio.gather(*(self.do_pay(order) for _ in range(5)))

    async def do_pay_twice(self, order) -> None:
        await asyncio.gather(self.do_pay(order), self.do_pay(order, txn="T2"))

    async def do_pay_short(self, order) -> None:
        await self.do_pay(order, txn="S", minor=1)

    async def do_cancel(self, order) -> None:
        await end_order(
            self.stand.street.runtime,
            self.stand.shop,
            order.id,
            "cancelled",
            actor="buyer",
            now=datetime.now(UTC),
        )

    async def do_cancel_while_paying(self, order) -> None:
        await asyncio.gather(self.do_cancel(order), self.do_pay(order))

    async def do_expire(self) -> None:
        later = datetime.now(UTC) + timedelta(hours=1)
        async with shop_scope(self.stand.shop) as scope:
            # The practice service is not there in this story; asking it is another story's.
            await scope.execute("update payment set state = 'closed' where state = 'created'")
        await expire_orders(self.stand.street.runtime, self.stand.shop, now=later)

    async def do_stock(self, count: int) -> None:
        await self.stand.stock(count)
        self.codes += count

    async def do_retry(self, order) -> None:
        try:
            await retry_delivery(
                self.stand.street.runtime, self.stand.shop, order.id, actor="Mei", now=datetime.now(UTC)
            )
        except BodegaError:
            return

    async def check(self) -> None:
        async with shop_scope(self.stand.shop) as scope:
            orders = {row["number"]: dict(row) for row in await scope.fetch(
                "select o.id, o.number, o.state, l.quantity,"
                " (select count(*) from code c where c.purchase_id = o.id and c.state = 'sold') as sold,"
                " (select count(*) from code c where c.purchase_id = o.id and c.state = 'reserved') as reserved"
                " from purchase o join purchase_line l on l.purchase_id = o.id"
            )}  # fmt: skip
            codes = Counter(
                {
                    row["state"]: row["n"]
                    for row in await scope.fetch("select state, count(*) as n from code group by 1")
                }
            )
        assert sum(codes.values()) == self.codes, "codes neither vanish nor appear"
        assert codes["sold"] == sum(order["sold"] for order in orders.values())
        assert codes["reserved"] == sum(order["reserved"] for order in orders.values())
        for order in orders.values():
            match order["state"]:
                case "delivered":
                    assert (order["sold"], order["reserved"]) == (order["quantity"], 0)
                case "pending":
                    assert (order["sold"], order["reserved"]) == (0, order["quantity"])
                case "expired" | "cancelled":
                    assert (order["sold"], order["reserved"]) == (0, 0)
                case "exception":
                    assert order["sold"] == 0
        for number in self.paid:
            assert orders[number]["state"] in ("delivered", "exception"), (
                "paid is delivered or set aside, never lost"
            )
        for number, order in orders.items():
            if order["state"] in ("delivered", "exception"):
                assert number in self.paid

    async def every_code_went_to_one_buyer(self) -> None:
        seen: set[str] = set()
        async with shop_scope(self.stand.shop) as scope:
            delivered = await scope.fetch(
                "select o.id, l.quantity from purchase o join purchase_line l on l.purchase_id = o.id where o.state = 'delivered'"
            )
        for row in delivered:
            codes = await reveal_codes(
                self.stand.shop,
                row["id"],
                quantity=row["quantity"],
                actor="buyer",
                via="api",
                address="a",
                now=datetime.now(UTC),
            )
            secrets = {code.secret for code in codes}
            assert len(secrets) == row["quantity"]
            assert not secrets & seen
            seen |= secrets


@given(steps=STEPS)
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_any_history_keeps_the_books_right(another_stand, steps):
    history = History(await another_stand())
    await history.stand.set(unpaid_per_contact=0)
    for step, value in steps:
        await history.take(step, value)
        await history.check()
    await history.every_code_went_to_one_buyer()
