"""Chen Hao pays in at 星海点卡行: what is promised is given, whatever happens in between, and caps are kept."""

from dataclasses import replace

import pytest

from bodega.kernel.errors import InvalidInput, Refused, TooManyRequests
from bodega.kernel.money import Money
from bodega.street.policy import Policy
from bodega_shop.orders.expire_orders import end_order
from bodega_shop.wallet.bonus_steps import BonusStep, list_bonus_steps, save_bonus_steps


async def test_a_top_up_is_the_customers_own_money_and_the_step_it_reaches_comes_on_top(purse):
    await purse.steps((10_000, 500), (50_000, 5_000))
    placed = await purse.paid_in(50_000)
    assert placed.bonus == Money(5_000, "CNY")
    assert await purse.agree() == (50_000, 5_000)
    assert await purse.stand.state(placed.number) == "delivered"
    assert await purse.stand.events(placed.number) == ["placed", "topped_up"]


async def test_below_the_first_step_there_is_no_bonus(purse):
    await purse.steps((10_000, 500))
    await purse.paid_in(9_999)
    assert await purse.agree() == (9_999, 0)


async def test_the_bonus_that_was_promised_is_given_though_the_steps_changed_meanwhile(purse):
    await purse.steps((10_000, 500))
    placed = await purse.top_up(10_000)
    await purse.steps()
    await purse.pay(placed.number, 10_000)
    assert await purse.agree() == (10_000, 500)


async def test_five_notifies_of_one_top_up_credit_it_once(purse):
    placed = await purse.top_up(10_000)
    for key in "abcde":
        await purse.pay(placed.number, 10_000, key=key)
    assert await purse.agree() == (10_000, 0)


async def test_money_that_comes_after_the_time_is_credited_all_the_same(purse):
    await purse.steps((10_000, 500))
    placed = await purse.top_up(10_000)
    stand = purse.stand
    await end_order(stand.street.runtime, stand.shop, placed.id, "expired", actor="clock", now=purse.now)
    assert (await purse.pay(placed.number, 10_000)).word == "topped_up"
    assert await purse.agree() == (10_000, 500)


async def test_a_top_up_beyond_the_platforms_cap_is_refused_before_anybody_pays(purse):
    await purse.paid_in(450_000)
    with pytest.raises(Refused, match="at most"):
        await purse.top_up(50_001)
    await purse.top_up(50_000)


async def test_what_is_on_its_way_counts_towards_the_cap_and_is_credited_when_it_comes(purse):
    first = await purse.top_up(300_000)
    with pytest.raises(Refused):
        await purse.top_up(300_000)
    stand = purse.stand
    await end_order(stand.street.runtime, stand.shop, first.id, "expired", actor="clock", now=purse.now)
    second = await purse.top_up(300_000)
    await purse.pay(second.number, 300_000)
    await purse.pay(first.number, 300_000)
    assert await purse.agree() == (600_000, 0)


async def test_nobody_holds_more_than_three_unpaid_top_ups(purse):
    for _ in range(3):
        await purse.top_up(1_000)
    with pytest.raises(TooManyRequests):
        await purse.top_up(1_000)


async def test_a_channel_that_is_not_offered_takes_no_top_up(purse):
    with pytest.raises(InvalidInput, match="way of paying"):
        await purse.top_up(1_000, channel="nobody")


@pytest.mark.parametrize(
    "steps",
    [
        [(10_000, 3_001)],
        [(10_000, 500), (10_000, 600)],
        [(10_000, 0)],
        [(n * 1_000, n) for n in range(1, 14)],
    ],
)
async def test_steps_beyond_the_platforms_cap_or_without_sense_are_refused(purse, steps):
    await purse.steps((10_000, 3_000))
    with pytest.raises(InvalidInput):
        await purse.steps(*steps)
    assert await list_bonus_steps(purse.stand.shop, "CNY") == [
        BonusStep(Money(10_000, "CNY"), Money(3_000, "CNY"))
    ]


async def test_a_cap_that_came_later_cuts_a_step_that_stood_before(purse):
    await save_bonus_steps(
        purse.stand.shop,
        [BonusStep(Money(10_000, "CNY"), Money(3_000, "CNY"))],
        by=purse.owner,
        now=purse.now,
    )
    purse.stand.shop = replace(purse.stand.shop, policy=Policy(bonus_percent_most=10))
    await purse.paid_in(10_000)
    assert await purse.agree() == (10_000, 1_000)
