"""Growth comes with what Chen Hao spends and tops up, and goes with what he gets back."""

import random
from datetime import UTC, datetime
from uuid import UUID

import pytest
from bodega_membership import order_delivered, order_refunded
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.extend import OrderDelivered, OrderRefunded
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment


async def test_a_delivered_order_earns_once_however_often_it_is_told(club):
    await club.buy(2)
    news = await club.news()
    assert await club.growth() == 0
    await club.tell(news * 3)
    assert await club.growth() == 199


async def test_a_guests_order_earns_nobody_anything(club):
    await club.buy(guest=True)
    await club.tell()
    assert await club.growth() == 0


async def test_a_top_up_earns_by_its_own_rate_and_its_refund_takes_it_back(club):
    await club.tell()
    await club.rates(1, 2)
    topup = await club.top_up(30000)
    await club.tell()
    assert await club.growth() == 600
    await club.refund(topup.id, 10000)
    await club.tell()
    assert await club.growth() == 400


async def test_top_ups_earn_nothing_where_the_shop_gives_nothing_for_them(club):
    await club.top_up(30000)
    await club.tell()
    assert await club.growth() == 0


async def test_money_that_came_too_much_and_goes_back_takes_no_growth(club):
    """A second payment for the same order never earned anything."""
    order = await club.buy()
    claim = Claim(club.stand.channel_id, "e-again", f"{order.number}01", "another", order.to_pay, b"", "test")
    assert (
        await confirm_payment(club.shop, await club.stand.profile(), claim, now=datetime.now(UTC))
    ).word == "surplus"
    await club.give_back_surplus(order.id, 9980)
    news = await club.news()
    assert [name for name, _ in news] == ["orders.tell", "refunds.tell"]
    await club.tell(news)
    assert await club.growth() == 99


async def test_a_refund_takes_growth_back_in_proportion_once(club):
    order = await club.buy(2)
    await club.tell()
    refund_id = await club.begin_refund(order.id, 9980)
    await club.tell()
    assert await club.growth() == 199, "money that is only on its way back still counts"
    await club.settle(refund_id, "succeeded")
    news = await club.news()
    await club.tell(news * 2)
    assert await club.growth() == 99
    await club.refund(order.id, 9980)
    await club.tell()
    assert await club.growth() == 0


async def test_a_refund_to_the_balance_takes_growth_back_too(club):
    order = await club.buy()
    await club.refund(order.id, 5000, "wallet")
    await club.tell()
    assert await club.growth() == 49


async def test_a_refund_that_fails_at_once_takes_nothing(club):
    order = await club.buy()
    refund_id = await club.begin_refund(order.id, 9980)
    assert await club.settle(refund_id, "failed") == "failed"
    await club.tell()
    assert await club.growth() == 99


async def test_a_refund_that_fails_after_all_gives_growth_again(club):
    order = await club.buy()
    refund_id = await club.refund(order.id, 9980)
    await club.tell()
    assert await club.growth() == 0
    assert await club.settle(refund_id, "failed") == "reversed"
    await club.tell()
    assert await club.growth() == 99


async def test_the_jobs_may_arrive_in_any_order_and_more_than_once(club):
    order = await club.buy(3)
    refund_id = await club.refund(order.id, 9980)
    await club.refund(order.id, 5000)
    await club.settle(refund_id, "failed")
    news = await club.news() * 2
    assert {name for name, _ in news} == {"orders.tell", "refunds.tell"}
    random.Random(7).shuffle(news)
    await club.tell(news)
    assert await club.growth() == (3 * 9980 - 5000) // 100


async def test_an_order_that_was_refunded_before_anybody_heard_of_it_earns_nothing(club):
    order = await club.buy()
    refund_id = await club.refund(order.id, 9980)
    assert await club.stand.state(order.number) == "refunded"
    await club.tell()
    assert await club.growth() == 0
    await club.settle(refund_id, "failed")
    await club.tell()
    assert await club.growth() == 99


async def test_a_later_rate_changes_nothing_that_was_earned(club):
    order = await club.buy()
    await club.tell()
    await club.rates(10, 0)
    await club.refund(order.id, 4980)
    await club.tell()
    assert await club.growth() == 50


async def test_money_of_another_currency_earns_nothing(club):
    event = OrderDelivered(
        new_id(), "20261121M9QX2TA7K3", Money(9980, "USD"), datetime.now(UTC), club.customer_id
    )
    await order_delivered(club.ctx, event)
    assert await club.growth() == 0


async def test_a_fee_that_the_buyer_bore_earns_nothing_and_goes_back_with_the_rest(club):
    at, order_id, total, paid = datetime.now(UTC), new_id(), Money(10000, "CNY"), Money(10300, "CNY")
    await order_delivered(club.ctx, OrderDelivered(order_id, "N", total, at, club.customer_id, paid=paid))
    assert await club.growth() == 100
    for _ in range(2):
        half = OrderRefunded(
            order_id, "N", new_id(), "NR", Money(5150, "CNY"), reversed=False, total=total, paid=paid, at=at,
            customer_id=club.customer_id,
        )  # fmt: skip
        await order_refunded(club.ctx, half)
        assert await club.growth() in (50, 0)
    assert await club.growth() == 0


async def test_an_order_paid_short_earns_for_what_came(club):
    event = OrderDelivered(
        new_id(), "N", Money(10000, "CNY"), datetime.now(UTC), club.customer_id, paid=Money(6000, "CNY")
    )
    await order_delivered(club.ctx, event)
    assert await club.growth() == 60


@pytest.mark.parametrize("deed", ["update membership_growth set minor = 0", "delete from membership_growth"])
async def test_the_growth_book_is_only_added_to(club, deed):
    await club.earn(5)
    with pytest.raises(Exception, match="permission denied"):
        async with shop_scope(club.shop) as scope:
            await scope.execute(deed)


ORDERS = st.lists(
    st.tuples(
        st.integers(1, 10**9),
        st.booleans(),
        st.lists(st.tuples(st.integers(0, 10_000), st.booleans()), max_size=4),
    ),
    min_size=1,
    max_size=5,
)


@given(orders=ORDERS, rate=st.integers(0, 1000), seed=st.integers(0, 2**16))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_growth_is_always_what_the_remaining_net_spending_earns(club, orders, rate, seed):
    """Any orders, refunds of any shares of them, some reversed, told in any order and some of it twice."""
    customer_id, at = new_id(), datetime.now(UTC)
    await club.rates(rate, 3)
    events, expected = [], 0
    for minor, topup, refunds in orders:
        total, left, order_id = Money(minor, "CNY"), minor, new_id()
        events.append(OrderDelivered(order_id, "N", total, at, customer_id, topup))
        for share, fails_later in refunds:
            amount = left * share // 10_000
            refund_id = new_id()
            events.append(refund(order_id, refund_id, amount, total, customer_id, topup))
            if fails_later:
                events.append(refund(order_id, refund_id, amount, total, customer_id, topup, again=True))
            else:
                left -= amount
        expected += left * (3 if topup else rate) // 100
    news = events + random.Random(seed).sample(events, len(events) // 2)
    random.Random(seed).shuffle(news)
    for event in news:
        await (order_delivered if isinstance(event, OrderDelivered) else order_refunded)(club.ctx, event)
        assert await growth_of(club, customer_id) >= 0
    assert await growth_of(club, customer_id) == expected


def refund(order_id, refund_id, minor, total, customer_id, topup, *, again=False):
    return OrderRefunded(
        order_id, "N", refund_id, "NR", Money(minor, "CNY"), again, total, total, datetime.now(UTC), customer_id, topup
    )  # fmt: skip


async def growth_of(club, customer_id: UUID) -> int:
    club.customer_id = customer_id
    return await club.growth()
