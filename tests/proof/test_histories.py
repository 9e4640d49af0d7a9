"""Whatever happens at 星海点卡行 in whatever order, nothing is sold twice, lost, or counted wrong.

Hypothesis makes up histories of a shop and looks after every step. BODEGA_HISTORIES says how many histories: a few by
default, many hundreds before a release.
"""

import asyncio
import os
import random
import sys
from datetime import UTC, datetime
from functools import wraps
from types import SimpleNamespace

import pytest_asyncio
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bodega.kernel.clock import SetClock
from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.floor import floor_of
from bodega_shop.orders.states import PENDING
from bodega_shop.wallet.bonus_steps import BonusStep, save_bonus_steps
from proof.break_off import break_off
from proof.must_hold import must_hold, must_hold_in_the_end
from proof.shop_life import ShopLife
from proof.village_bank import MISHAPS, Bank, VillageBank

HISTORIES = int(os.environ.get("BODEGA_HISTORIES", "10"))
STEPS = 25
PRICE = 1000
ANY = st.integers(0, 7)
AWAITS = st.integers(1, 40)
HOURS_TO_REST = (0, 1, 2, 6, 12, 24, 24)


@pytest_asyncio.fixture(scope="module")
async def ground(street, another_stand):
    """The street, its loop, and its clock in our hands."""
    usual = street.runtime.clock
    yield SimpleNamespace(street=street, open_stand=another_stand, loop=asyncio.get_running_loop())
    street.runtime.clock = usual
    floor_of(street.runtime).gateways._items.pop(VillageBank.code, None)


def test_any_history_keeps_every_code_and_every_cent_where_it_belongs(ground):
    class Histories(ShopHistories):
        street_ground = ground

    every_phase = tuple(Phase) if HISTORIES < 100 else (Phase.generate, Phase.shrink)
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=every_phase,
            suppress_health_check=list(HealthCheck),
        ),
    )
    sys.stderr.write(f"{Histories.histories} histories, {Histories.steps} steps\n")
    assert Histories.steps > HISTORIES


def about_an_order(step):
    """A step that changes nothing as long as there is no order. It is drawn all the same: what the outcome of a race
    decides must not decide what hypothesis draws next, or it could not repeat a history."""

    @wraps(step)
    def take(self, **drawn):
        if self.life.orders:
            step(self, **drawn)

    return take


def about_a_payment(step):
    """The same for steps that need a payment at the bank."""

    @wraps(step)
    def take(self, **drawn):
        if self.life.bank.received:
            step(self, **drawn)

    return take


class ShopHistories(RuleBasedStateMachine):
    street_ground: SimpleNamespace
    histories = 0
    steps = 0

    def run(self, deed):
        return self.street_ground.loop.run_until_complete(deed)

    @initialize(
        first=st.integers(0, 5), second=st.integers(0, 2), closes=st.booleans(), heard=st.integers(0, 2)
    )
    def the_shop_opens(self, first, second, closes, heard):
        """With something in it already, so that every step that follows can matter."""
        type(self).histories += 1
        self.life = self.run(open_life(self.street_ground))
        self.life.bank.closes = closes
        self.run(begin_to_live(self.life, first, second, heard))

    # Which of them: the newest first, so that most steps concern what is going on.
    def order(self, which, kind=""):
        orders = [order for order in self.life.orders if kind in ("", order.kind)]
        return orders[-1 - which % len(orders)]

    def message(self, which):
        return self.life.bank.received[-1 - which % len(self.life.bank.received)]

    @rule(
        first=st.integers(0, 2),
        second=st.integers(0, 1),
        who=st.sampled_from([None, 0, 0, 1]),
        balance=st.booleans(),
    )
    def an_order_is_placed(self, first, second, who, balance):
        self.run(self.life.place((first, second if first else 1), who, balance))

    @rule(buyers=st.integers(2, 4), who=st.sampled_from([None, 0, 1]))
    def several_order_at_once(self, buyers, who):
        async def everybody():
            await asyncio.gather(*(self.life.place((1, 0), who, use_balance=True) for _ in range(buyers)))

        self.run(everybody())

    @rule(after=AWAITS, who=st.sampled_from([None, 0]))
    def the_web_process_dies_while_an_order_is_placed(self, after, who):
        self.run(break_off(self.life.place((1, 0), who, use_balance=True), after))

    @rule(who=st.integers(0, 1), minor=st.sampled_from([500, 1000, 5000, 12345]))
    def a_customer_tops_up(self, who, minor):
        self.run(self.life.top_up(who, minor))

    @rule(
        which=ANY, attempt=st.sampled_from([-1, -1, 0]), differs=st.sampled_from([0, 0, 0, 0, -1, 100]),
        currency=st.sampled_from(["CNY", "CNY", "CNY", "CNY", "USD"]), heard=st.sampled_from([0, 1, 1, 1, 3, 5]),
    )  # fmt: skip
    @about_an_order
    def somebody_pays(self, which, attempt, differs, currency, heard):
        before = len(self.life.bank.received)
        self.run(self.life.pay(self.order(which), attempt, differs, currency))
        if heard and len(self.life.bank.received) > before:
            self.run(self.life.tell(self.message(0), heard))

    @rule(times=st.integers(1, 3))
    def everybody_pays_what_is_owed(self, times):
        before = len(self.life.bank.received)
        for order in self.life.orders:
            if order.state == PENDING:
                self.run(self.life.pay(order, -1, 0, "CNY"))
        self.run(self.life.tell_everything(self.life.bank.received[before:] * times))

    @rule(which=ANY, end=st.sampled_from(["expired", "cancelled"]), heard=st.integers(1, 2))
    @about_an_order
    def money_comes_after_its_order_ended(self, which, end, heard):
        order = self.order(which)
        self.run(self.life.expire() if end == "expired" else self.life.cancel(order))
        self.somebody_pays(which=which, attempt=-1, differs=0, currency="CNY", heard=heard)

    @rule(which=ANY, times=st.integers(1, 5), another=st.integers(0, 1))
    @about_a_payment
    def the_bank_tells_of_a_payment(self, which, times, another):
        self.run(self.life.tell(self.message(which), times, another))

    @rule(seed=st.integers(0, 10_000))
    @about_a_payment
    def the_bank_tells_everything_again_in_another_order(self, seed):
        messages = self.life.bank.received[-8:]
        random.Random(seed).shuffle(messages)
        self.run(self.life.tell_everything(messages))

    @rule(which=ANY, after=AWAITS)
    @about_a_payment
    def the_web_process_dies_while_it_hears_of_a_payment(self, which, after):
        self.run(break_off(self.life.tell(self.message(which)), after))
        self.run(self.life.tell(self.message(which)))

    @rule(which=ANY)
    @about_an_order
    def an_order_is_cancelled(self, which):
        self.run(self.life.cancel(self.order(which)))

    @rule(which=ANY, differs=st.sampled_from([0, 0, 1]))
    @about_an_order
    def an_order_is_cancelled_while_it_is_paid(self, which, differs):
        order = self.order(which)
        before = len(self.life.bank.received)
        self.run(self.life.pay(order, -1, differs, "CNY"))

        async def both():
            await asyncio.gather(self.life.cancel(order), self.life.tell(self.message(0)))

        if len(self.life.bank.received) > before:
            self.run(both())

    @rule(which=ANY)
    @about_an_order
    def a_buyer_pays_another_way(self, which):
        self.run(self.life.pay_another_way(self.order(which)))

    @rule()
    def orders_expire(self):
        self.run(self.life.expire())

    @rule(good=st.integers(0, 1), count=st.integers(1, 2))
    def codes_are_imported(self, good, count):
        self.run(self.life.stock(good, count))

    @rule(what=st.sampled_from(["void", "restore"]), good=st.integers(0, 1))
    def codes_are_taken_off_the_shelf_or_put_back(self, what, good):
        self.run(self.life.change(what, good))

    @rule(which=ANY, at_once=st.integers(1, 2))
    @about_an_order
    def an_operator_tries_the_delivery_again(self, which, at_once):
        async def everybody():
            await asyncio.gather(*(self.life.retry(self.order(which)) for _ in range(at_once)))

        self.run(everybody())

    @rule(which=ANY)
    @about_an_order
    def an_operator_delivers_by_hand(self, which):
        self.run(self.life.deliver_by_hand(self.order(which)))

    @rule(
        which=ANY, part=st.sampled_from([1, 1, 2, 3]), to=st.sampled_from(["source", "source", "wallet", "hand"]),
        mishap=st.sampled_from(MISHAPS), at_once=st.integers(1, 2), at_work=st.booleans(),
    )  # fmt: skip
    @about_an_order
    def money_is_given_back(self, which, part, to, mishap, at_once, at_work):
        order = self.order(which)
        self.run(self.life.refund(order, (order.paid - order.refunded) // part, to, mishap, at_once))
        if at_work:
            self.run(self.life.work())

    @rule(which=ANY, to=st.sampled_from(["source", "hand", "wallet"]))
    @about_an_order
    def money_that_came_for_nothing_is_given_back(self, which, to):
        self.run(self.life.refund_aside(self.order(which), to))

    @rule(which=ANY, state=st.sampled_from(["succeeded", "failed"]))
    def the_bank_decides_about_a_refund(self, which, state):
        returned = [one for one in self.life.bank.returned.values() if not one.foreign]
        if not returned:
            return
        one = returned[-1 - which % len(returned)]
        # What failed stays failed; another try has another number.
        if one.state != "failed":
            self.run(self.life.decide(one, state))

    @rule(which=ANY, minor=st.sampled_from([1, 500, 100_000]))
    @about_a_payment
    def the_bank_gives_money_back_by_itself(self, which, minor):
        message = self.message(which)
        self.run(self.life.tell(message))
        self.run(self.life.bank_refunds(message, minor))

    @rule(which=ANY, state=st.sampled_from(["warning", "open", "won", "lost"]))
    @about_a_payment
    def a_payment_is_disputed(self, which, state):
        message = self.message(which)
        if message.txn in self.life.told:
            self.run(self.life.dispute(message, state))

    @rule(who=st.integers(0, 1), minor=st.sampled_from([1, 300, 1000]), mishap=st.sampled_from(MISHAPS))
    def a_customer_wants_unused_money_back(self, who, minor, mishap):
        self.run(self.life.pay_back(who, minor, mishap))

    @rule(
        who=st.integers(0, 1),
        part=st.sampled_from(["principal", "bonus"]),
        minor=st.sampled_from([1500, -700, 333]),
    )
    def a_balance_is_corrected(self, who, part, minor):
        self.run(self.life.adjust(who, part, minor))

    @rule(hours=st.sampled_from([0, 0, 1, 24]), twice=st.booleans())
    def the_worker_works(self, hours, twice):
        self.run(self.life.work(hours=hours, twice=twice))

    @rule(after=AWAITS)
    def the_worker_dies_in_the_middle_of_every_job_and_starts_again(self, after):
        self.run(self.life.work(killed_after=after))

    @rule(which=ANY)
    @about_an_order
    def a_buyer_looks_at_the_codes(self, which):
        self.run(self.life.look(self.order(which)))

    @invariant()
    def everything_is_where_it_belongs(self):
        if hasattr(self, "life"):
            type(self).steps += 1
            self.run(self.life.look_around())
            self.run(must_hold(self.life))

    def teardown(self):
        if hasattr(self, "life"):
            self.run(come_to_rest(self.life))


async def open_life(ground) -> ShopLife:
    """A shop with two goods, two customers with an account, and its channel at the bank."""
    bank, clock = Bank(), SetClock(datetime.now(UTC))
    ground.street.runtime.clock = clock
    floor_of(ground.street.runtime).gateways._items[VillageBank.code] = ("shop", VillageBank(bank))
    stand = await ground.open_stand(price=PRICE, codes=0)
    other = new_id()
    customers = [new_id(), new_id()]
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update channel set gateway = $1", VillageBank.code)
        await scope.execute(
            "insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)"
            " select $1, product_id, '30元', 333, 'CNY', 1, 5, true, 2 from sku",
            other,
        )
        for customer in customers:
            await scope.execute(
                "insert into customer (id, email, email_digest, password_hash, locale, state, verified_at, consent,"
                " consent_at, created_at, seen_at) values ($1, $2, $3, 'x', 'zh-CN', 'active', $4, '1', $4, $4, $4)",
                customer, f"{customer.hex[-8:]}@example.com", customer.bytes, clock.now(),
            )  # fmt: skip
    await stand.set(unpaid_per_contact=0, auto_refund_minutes=12 * 60)
    owner = SimpleNamespace(account_id=new_id(), name="Lin Wei")
    steps = [BonusStep(Money(1000, "CNY"), Money(77, "CNY"))]
    await save_bonus_steps(stand.shop, steps, by=owner, now=clock.now())
    life = ShopLife(stand, other, bank, clock, owner)
    life.customers = customers
    return life


async def begin_to_live(life: ShopLife, first: int, second: int, heard: int) -> None:
    """Codes on the shelf, something on both balances, a guest's order and one that the balance pays in part."""
    await life.stock(0, first)
    await life.stock(1, second)
    for customer, minor in ((0, 700), (1, 5000)):
        await life.adjust(customer, "principal", minor)
    await life.place((1, 0), None, use_balance=False)
    await life.place((1, 0), 0, use_balance=True)
    await life.look_around()
    for order in life.orders[:heard]:
        await life.pay(order, -1, 0, "CNY")
    await life.tell_everything(life.bank.received)


async def come_to_rest(life: ShopLife) -> None:
    """The bank decides what it left open and repeats itself; the worker does everything that waits."""
    life.bank.mishap = ""
    await life.tell_everything(list(life.bank.received))
    for one in list(life.bank.returned.values()):
        if one.foreign:
            await life.hear_of_foreign(one)
        else:
            await life.decide(one, "succeeded" if one.state == "pending" else one.state)
    for hours in HOURS_TO_REST:
        await life.work(hours=hours)
        # What one job began is done by others.
        for _ in range(3):
            await life.work()
    await life.look_around()
    await must_hold(life)
    await must_hold_in_the_end(life)
