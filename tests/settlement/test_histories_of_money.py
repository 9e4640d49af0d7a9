"""Whatever happens to a shop's money in whatever order: the books sum to nothing, and nothing is paid out twice.

Hypothesis makes up the histories, plans and bills among them, and looks after every step. BODEGA_HISTORIES says how many.
"""

import asyncio
import os
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest_asyncio
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bodega.billing.audit_billing import audit_billing, first_of
from bodega.billing.choose_plan import cancel_plan, choose_plan
from bodega.billing.nightly import bill_shop
from bodega.billing.plan import PlanTexts
from bodega.billing.read_statement import accounts_of, read_statements
from bodega.billing.save_plan import save_plan
from bodega.billing.take_payment import take_payment
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.settlement.audit_settlements import audit_settlements
from bodega.settlement.batches import approve_batch, dissolve_batch, prepare_batch
from bodega.settlement.end_withdrawal import cancel_withdrawal, refuse_withdrawal
from bodega.settlement.hold_money import choose_automatic, hold_money, release_money
from bodega.settlement.pay_out import mark_paid, mark_returned
from bodega.settlement.terms import Wish, save_wish
from proof.break_off import break_off

HISTORIES = max(3, int(os.environ.get("BODEGA_HISTORIES", "10")) // 3)
STEPS = 25
SUMS = st.sampled_from([1, 333, 10_00, 99_99, 500_00, 12_345_67])
ANY = st.integers(0, 7)
AFTER = st.integers(1, 25)


@pytest_asyncio.fixture(scope="module")
async def ground(street):
    """The street, its loop, two plans, and an account of the platform's at which bills are paid."""
    ada, now, plans = SimpleNamespace(name="Ada", account_id=new_id()), street.runtime.clock.now(), []
    for code, price in (("histories-a", 3100), ("histories-b", 9900)):
        texts = PlanTexts(
            code=code, name={"en": code, "zh": code}, currency="CNY", price_month=price, price_year=price * 10,
            trial_days=0, goods=None, staff=None, orders=None, plugins=None, domains=None, commission_points=0,
            trade_points={}, offered=True,
        )  # fmt: skip
        plans.append(await save_plan(texts, by=ada, now=now))
    terms = Wish(rhythm="day", hold_days=0, reserve_points=2000, reserve_days=5, fees={"CNY": 100})
    await save_wish("plan:histories-b", terms, "", by=ada, now=now)
    channel_id = new_id()
    async with platform_scope() as scope:
        await scope.execute(
            "insert into channel (id, gateway, way, name, settings, currency, commission_points, enabled, created_at,"
            " changed_at) values ($1, 'epay', 'collect', 'x', '{}', 'CNY', 0, false, $2, $2)",
            channel_id, now,
        )  # fmt: skip
    return SimpleNamespace(street=street, plans=plans, channel_id=channel_id, loop=asyncio.get_running_loop())


def test_any_history_of_a_shops_money_leaves_books_that_agree(ground, open_purse, begins):
    class Histories(MoneyHistories):
        at = ground
        first_day = begins
        opens = staticmethod(open_purse)

    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Histories.steps > HISTORIES


class MoneyHistories(RuleBasedStateMachine):
    steps = 0

    def run(self, deed):
        return self.at.loop.run_until_complete(deed)

    def try_to(self, deed):
        """A deed that is refused is a deed that did not happen."""
        try:
            return self.run(deed)
        except BodegaError:
            return None

    @initialize(hold=st.integers(0, 3), share=st.sampled_from([0, 1000]), fee=st.sampled_from([0, 50]))
    def the_platform_begins_to_collect(self, hold, share, fee):
        self.now = self.first_day
        self.purse = self.run(self.opens())
        said = {
            "hold_days": hold,
            "young_days": 0,
            "reserve_points": share,
            "fees": {"CNY": fee},
            "account_days": 0,
        }
        self.run(self.purse.terms(self.now, rhythm="day", least={"CNY": 1}, **said))
        self.run(self.purse.enter_account(self.now))
        self.collected = self.given = self.paid_out = 0
        self.disputes: list[tuple[UUID, int]] = []
        self.withdrawals: list[UUID] = []
        self.batches: list[UUID] = []
        for minor in (500_00, 99_99):
            self.a_buyer_pays(minor)
        self.days_go_by(5)

    @rule(minor=SUMS)
    def a_buyer_pays(self, minor):
        self.run(self.purse.collect(minor, self.now))
        self.collected += minor - Money(minor, "CNY").share(300).minor

    @rule(minor=SUMS, late=st.integers(0, 3))
    def money_goes_back_to_a_buyer(self, minor, late):
        self.run(self.purse.give_back(minor, self.now - timedelta(days=late)))
        self.given += minor

    @rule(minor=SUMS, won=st.booleans())
    def a_bank_takes_money_back(self, minor, won):
        dispute = self.run(self.purse.give_back(minor, self.now, "dispute", "opened"))
        self.given += minor
        if won:
            self.disputes.append((dispute, minor))

    @rule()
    def a_dispute_is_won(self):
        if self.disputes:
            dispute, minor = self.disputes.pop()
            self.run(self.purse.win(dispute, minor, self.now))
            self.collected += minor

    @rule(days=st.sampled_from([0, 1, 1, 3, 8, 40]), at_once=st.integers(1, 2))
    def days_go_by(self, days, at_once=1):
        self.now += timedelta(days=days)
        self.run(bill_shop(self.at.street.runtime, self.purse.shop.id, now=self.now))
        self.together(*(self.purse.morning(self.now) for _ in range(at_once)))
        self.look()

    @rule(after=AFTER)
    def the_worker_dies_in_the_middle_of_a_run(self, after):
        self.now += timedelta(days=1)
        self.together(break_off(self.purse.morning(self.now), after))

    @rule(part=st.sampled_from([1, 1, 2, 3]), at_once=st.integers(1, 3))
    def the_owner_asks_for_money(self, part, at_once):
        before = self.run(self.purse.balance(self.now))
        minor = before.available.minor // part
        if minor:
            done = self.together(*(self.purse.ask(minor, self.now) for _ in range(at_once)))
            asked = [one for one in done if not isinstance(one, Exception)]
            assert len(asked) <= 1
            after = self.run(self.purse.balance(self.now))
            assert after.free == before.free - Money(minor * len(asked), "CNY")
            assert not asked or after.free.minor >= 0
        self.look()

    @rule(after=AFTER)
    def the_page_dies_while_the_owner_asks(self, after):
        minor = self.run(self.purse.available(self.now))
        if minor:
            self.together(break_off(self.purse.ask(minor, self.now), after))
        self.look()

    @rule(which=ANY, refused=st.booleans())
    def a_withdrawal_is_taken_back_or_refused(self, which, refused):
        if one := self.withdrawal(which):
            runtime = self.at.street.runtime
            self.try_to(
                refuse_withdrawal(runtime, one, "No", by=self.purse.ada, now=self.now)
                if refused
                else cancel_withdrawal(one, by=self.purse.owner, now=self.now)
            )

    @rule(which=ANY, at_once=st.integers(1, 2))
    def ada_and_bo_prepare_a_batch(self, which, at_once):
        if one := self.withdrawal(which):
            people = (self.purse.ada, self.purse.bo)[:at_once]
            made = self.together(*(prepare_batch([one], by=who, now=self.now) for who in people))
            self.batches += [batch for batch in made if not isinstance(batch, Exception)]

    @rule(which=ANY, by_bo=st.booleans(), apart=st.booleans())
    def a_batch_is_decided_by_somebody(self, which, by_bo, apart):
        if self.batches:
            who, batch = (
                self.purse.bo if by_bo else self.purse.ada,
                self.batches[-1 - which % len(self.batches)],
            )
            deeds = [approve_batch(batch, by=who, now=self.now) for _ in range(2)]
            if apart:
                deeds.append(dissolve_batch(batch, by=who, now=self.now))
            done = self.together(*deeds)
            assert sum(not isinstance(one, Exception) for one in done) <= 1

    @rule(which=ANY, at_once=st.integers(1, 3), after=st.sampled_from([0, 0, 3, 7, 12]))
    def a_payment_is_marked(self, which, at_once, after):
        if one := self.withdrawal(which):
            runtime, ada = self.at.street.runtime, self.purse.ada
            if after:
                self.together(break_off(mark_paid(runtime, [one], "CMB", by=ada, now=self.now), after))
            self.together(*(mark_paid(runtime, [one], "CMB", by=ada, now=self.now) for _ in range(at_once)))

    @rule(which=ANY, at_once=st.integers(1, 3))
    def the_bank_sends_one_back(self, which, at_once):
        if one := self.withdrawal(which):
            runtime, ada = self.at.street.runtime, self.purse.ada
            self.together(*(mark_returned(runtime, one, "x", by=ada, now=self.now) for _ in range(at_once)))
            self.run(self.purse.enter_account(self.now))

    @rule(which=st.integers(0, 1), rhythm=st.sampled_from(["month", "year"]))
    def a_plan_is_chosen(self, which, rhythm):
        runtime, plan = self.at.street.runtime, self.at.plans[which]
        self.try_to(choose_plan(runtime, self.purse.shop.id, plan, rhythm, by=self.purse.owner, now=self.now))

    @rule()
    def a_plan_is_ended(self):
        self.try_to(
            cancel_plan(self.at.street.runtime, self.purse.shop.id, by=self.purse.owner, now=self.now)
        )

    @rule(differs=st.sampled_from([0, 0, 0, -1, 5]))
    def an_open_bill_is_paid(self, differs):
        self.run(self.pay_bill(differs))

    @rule(what=st.sampled_from(["hold", "release", "automatic", "by_hand", "account"]))
    def somebody_changes_what_holds(self, what):
        shop_id, ada, owner = self.purse.shop.id, self.purse.ada, self.purse.owner
        self.try_to({
            "hold": lambda: hold_money(shop_id, 2, "Look", by=ada, now=self.now),
            "release": lambda: release_money(shop_id, by=ada, now=self.now),
            "automatic": lambda: choose_automatic(shop_id, automatic=True, by=owner, now=self.now),
            "by_hand": lambda: choose_automatic(shop_id, automatic=False, by=owner, now=self.now),
            "account": lambda: self.purse.enter_account(self.now),
        }[what]())  # fmt: skip
        self.look()

    @invariant()
    def the_books_agree(self):
        if hasattr(self, "withdrawals"):
            type(self).steps += 1
            self.run(self.must_hold())

    # What follows is no step: it is how the steps look and what they look for.
    def together(self, *deeds):
        async def everybody():
            return await asyncio.gather(*deeds, return_exceptions=True)

        done = self.run(everybody())
        for one in done:
            assert not isinstance(one, Exception) or isinstance(one, BodegaError), one
        return done

    def withdrawal(self, which):
        self.look()
        return self.withdrawals[-1 - which % len(self.withdrawals)] if self.withdrawals else None

    def look(self):
        async def read():
            async with platform_scope() as scope:
                return await scope.fetch(
                    "select id from withdrawal where shop_id = $1 order by asked_at, id", self.purse.shop.id
                )

        self.withdrawals = [row["id"] for row in self.run(read())]

    async def pay_bill(self, differs):
        async with platform_scope() as scope:
            bill = await scope.fetchrow(
                "select id, total - paid as owed from bill where shop_id = $1 and state = 'open' order by issued_at",
                self.purse.shop.id,
            )
            if bill is None or bill["owed"] + differs <= 0:
                return
            payment, number = new_id(), f"B{new_id().hex}"
            await scope.execute(
                "insert into bill_payment (id, bill_id, channel_id, out_trade_no, state, amount, currency, expires_at,"
                " created_at) values ($1, $2, $3, $4, 'created', $5, 'CNY', $6, $6)",
                payment, bill["id"], self.at.channel_id, number, bill["owed"], self.now,
            )  # fmt: skip
        for _ in range(2):
            async with platform_scope() as scope:
                money = Money(bill["owed"] + differs, "CNY")
                await take_payment(scope, self.at.channel_id, number, money, "", now=self.now)
        await self.at.street.runtime.directory.announce_change(self.purse.shop.id)

    async def must_hold(self):
        shop_id = self.purse.shop.id
        assert await audit_settlements() == []
        assert await audit_billing(shop_id) == []
        async with platform_scope() as scope:
            rows = await scope.fetch(
                "select account, sum(amount)::bigint as sum from ("
                " select debit as account, amount from transfer where shop_id = $1"
                " union all select credit, -amount from transfer where shop_id = $1) m group by 1", shop_id,
            )  # fmt: skip
            paid = await scope.fetchrow(
                "select coalesce(sum(amount - fee) filter (where state = 'paid'), 0)::bigint as out,"
                " coalesce(sum(fee) filter (where state = 'paid'), 0)::bigint as fees from withdrawal where shop_id = $1",
                shop_id,
            )
            later = first_of(self.now + timedelta(days=62))
            statements = await read_statements(scope, shop_id, first_of(self.now), later)
        books = {row["account"]: row["sum"] for row in rows}
        assert sum(books.values()) == 0
        # What the bank was told to pay is what was marked as paid, and the shop has the rest of what came, to the cent.
        assert (books.get("bank", 0), books.get("payout_fees", 0)) == (-paid["out"], -paid["fees"])
        balance = await self.purse.balance(self.now)
        assert balance.whole.minor == self.collected - self.given - paid["out"] - paid["fees"]
        assert balance.held.minor >= 0
        assert balance.reserved.minor >= 0
        assert balance.leaving.minor >= 0
        assert balance.free.minor >= -self.given
        (statement,) = statements
        assert statement.closing.minor == -sum(books.get(account, 0) for account in accounts_of(shop_id))
        assert statement.adds_up
