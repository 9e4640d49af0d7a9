"""The same orders, with the money going to the shop's own account, to the platform, and to the shop under the platform:
the books of both sides are right in each.
"""

import pytest
import pytest_asyncio

from bodega.kernel.database import platform_scope, shop_scope
from bodega_shop.collecting.mirror_books import mirror_books
from simulators.stripe import pay, refunds

PRICE = 9980
COMMISSION = 332
STRIPES_FEE = 319
WAYS = ("own", "platform", "connect")


@pytest_asyncio.fixture(params=WAYS)
async def till(request, licensed, open_till):
    till = await open_till(request.param)
    yield till
    await till.check_both_sides()


# What a sale of 99.80 leaves in the shop's books and in the platform's.
AFTER_A_SALE = {
    "own": ({"clearing": PRICE, "sales": -PRICE}, {}),
    "platform": (
        {"platform": PRICE - COMMISSION, "commission": COMMISSION, "sales": -PRICE},
        {"collected": PRICE - STRIPES_FEE, "fees": STRIPES_FEE, "shop": -(PRICE - COMMISSION), "commission": -COMMISSION},
    ),
    "connect": (
        {"clearing": PRICE - COMMISSION, "commission": COMMISSION, "sales": -PRICE},
        {"collected": COMMISSION, "commission": -COMMISSION},
    ),
}  # fmt: skip


async def test_a_payment_is_in_both_books(till):
    await till.sold()
    assert (await till.balances(), await till.platforms_books()) == AFTER_A_SALE[till.way]


async def test_the_service_hands_the_platform_its_part_only_where_it_divides(till):
    order = await till.sold()
    intent = till.account.get("payment_intent", till.session(order)["payment_intent"])
    assert intent["application_fee_amount"] == (COMMISSION if till.way == "connect" else None)


async def test_what_the_service_keeps_is_never_taken_for_the_commission(till):
    order = await till.sold()
    async with shop_scope(till.shop) as scope:
        row = await scope.fetchrow(
            "select fee, fee_from from payment where out_trade_no = $1", order.out_trade_no
        )
    assert tuple(row) == (STRIPES_FEE, "gateway")


async def test_a_part_given_back_brings_its_part_of_the_commission_back(till):
    order = await till.sold()
    await till.refund(order, 5000)
    mine = await till.balances()
    kept = 0 if till.way == "own" else COMMISSION - 166
    assert mine.get("commission", 0) == kept
    assert mine["platform" if till.way == "platform" else "clearing"] == PRICE - 5000 - kept
    assert mine["refunds"] == 5000


async def test_all_given_back_leaves_nothing_with_anybody(till):
    order = await till.sold()
    await till.refund(order, PRICE)
    assert await till.balances() == {"refunds": PRICE, "sales": -PRICE}
    theirs = await till.platforms_books()
    # What Stripe charged the platform for the payment is lost to it.
    assert theirs == ({"collected": -STRIPES_FEE, "fees": STRIPES_FEE} if till.way == "platform" else {})


async def test_many_small_refunds_bring_back_exactly_the_whole_commission(till):
    order = await till.sold()
    for minor in (1, 7, 13, 333, 1, 2999, 4000, 2625, 1):
        await till.refund(order, minor)
    assert await till.balances() == {"refunds": PRICE, "sales": -PRICE}
    assert "commission" not in await till.platforms_books()


async def test_when_two_attempts_were_paid_one_is_held_and_given_back_with_its_commission(till):
    order = await till.order()
    first = till.session(order)
    await till.try_again(order)
    await till.pay(order)
    assert await till.stand.state(order.number) == "delivered"
    before = await till.balances()

    pay.pay(till.account, first)
    await till.tell(order)
    assert (await till.balances())["surplus"] == -PRICE
    async with shop_scope(till.shop) as scope:
        second = await scope.fetchval("select id from payment where state = 'surplus'")
    await till.check_both_sides()
    await till.refund(order, PRICE, cause="surplus", payment_id=second)
    assert await till.balances() == before


async def test_money_that_comes_twice_under_one_number_is_told_to_the_platform(licensed, open_till):
    till = await open_till("platform")
    order = await till.sold()
    pay.pay(till.account, till.session(order))
    await till.tell(order)
    assert (await till.balances())["surplus"] == -PRICE
    assert (await till.platforms_books())["shop"] == -(PRICE - COMMISSION + PRICE)
    await till.check_both_sides()


async def test_another_sum_than_asked_for_is_held_and_the_platform_knows(till):
    order = await till.order()
    await till.pay(order, 5000)
    assert await till.stand.state(order.number) == "exception"
    assert (await till.balances())["held"] == -5000


async def test_a_refund_that_fails_later_comes_back_on_both_sides(till):
    order = await till.sold()
    before = await till.balances(), await till.platforms_books()
    (number,) = await till.refund(order, 5000)
    made = next(one for one in till.account.all("refund") if one["metadata"]["out_refund_no"] == number)
    refunds.fail(till.account, made)
    await till.tell(order)
    assert (await till.balances(), await till.platforms_books()) == before


async def test_telling_the_platform_twice_changes_nothing(till):
    order = await till.sold()
    await till.refund(order, 5000)
    before = await till.platforms_books()
    for _ in range(2):
        await mirror_books(till.runtime, till.shop, {"out_trade_no": order.out_trade_no})
    assert await till.platforms_books() == before


async def test_what_the_shop_gives_back_by_hand_is_not_taken_from_the_platform(till):
    order = await till.sold()
    before = await till.platforms_books()
    await till.refund(order, 1000, target="hand")
    assert await till.platforms_books() == before


@pytest.mark.parametrize(
    "statement", ["update transfer set amount = 1", "delete from transfer", "truncate transfer"]
)
async def test_the_platforms_books_take_no_correction(street, statement):
    with pytest.raises(Exception, match="permission denied for table transfer"):
        async with platform_scope() as scope:
            await scope.execute(statement)
