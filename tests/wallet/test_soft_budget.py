"""Before a shop is open to all, discounts, bonuses and gifts together give away no more than its cap, also at once."""

import asyncio

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.i18n import Text
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.catalog.price_line import PreparedRule
from bodega_shop.contracts.giving import BudgetSpent, Giving, given_so_far, may_spend
from bodega_shop.contracts.pricing import PriceStep
from bodega_shop.floor import floor_of
from bodega_shop.orders.cancel_order import cancel_order
from bodega_shop.orders.order_request import Buyer, OrderRequest, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.wallet.adjust_wallet import Adjustment, adjust_wallet


@pytest.fixture
def launch(purse):
    """The shop is in its soft launch, with so much to give away."""

    async def softly(budget: int, state: str = "soft"):
        stand = purse.stand
        async with platform_scope() as scope:
            await scope.execute(
                "update shop set state = $2, soft_campaign_budget = $3 where id = $1",
                stand.shop.id,
                state,
                budget,
            )
        await stand.street.runtime.directory.announce_change(stand.shop.id)
        stand.shop = await stand.street.runtime.directory.by_id(stand.shop.id)

    return softly


async def given(purse) -> int:
    async with shop_scope(purse.stand.shop) as scope:
        return (await given_so_far(scope, "CNY")).minor


def cheaper(minor: int) -> PreparedRule:
    """A rule of some extension: so much off each piece."""
    return PreparedRule(
        "member",
        lambda good, quantity, so_far: PriceStep(so_far - Money(minor, "CNY"), Text(en="Member", zh="会员")),
    )


async def buy(purse, minor_off: int):
    stand = purse.stand
    request = OrderRequest(
        (WantedLine(stand.sku_id, 1),), "chen.hao@example.com", "epay", "zh-CN", "198.51.100.4", "storefront", "1",
        buyer=Buyer(purse.customer_id, rules=(cheaper(minor_off),)),
    )  # fmt: skip
    return await place_order(
        stand.shop, await stand.profile(), floor_of(stand.street.runtime).tending, request, limit_per_address=0,
        now=purse.now,
    )  # fmt: skip


async def test_discounts_bonuses_and_gifts_share_one_cap_and_what_came_to_nothing_is_free_again(
    purse, launch
):
    await launch(1_000)
    await purse.steps((10_000, 500))
    order = await buy(purse, 300)
    placed = await purse.top_up(10_000)
    assert await given(purse) == 800
    gift = Adjustment(purse.customer_id, "bonus", Money(201, "CNY"), "sorry")
    for refused in (
        buy(purse, 201),
        purse.top_up(10_000),
        adjust_wallet(purse.stand.shop, gift, by=purse.owner, now=purse.now),
    ):
        with pytest.raises(BudgetSpent):
            await refused
    # At the list price, without a bonus and as a correction of the customer's own money everything goes on.
    await buy(purse, 0)
    await purse.top_up(5_000)
    await cancel_order(purse.stand.street.runtime, purse.stand.shop, order.id, actor="buyer", now=purse.now)
    await adjust_wallet(purse.stand.shop, gift, by=purse.owner, now=purse.now)
    assert await given(purse) == 701
    await purse.pay(placed.number, 10_000)
    assert await given(purse) == 701
    assert (await purse.kept())[1] == 701


async def test_of_many_who_give_at_once_exactly_the_cap_is_given(purse, launch):
    await launch(1_000)
    shop = purse.stand.shop

    async def give(source_id):
        async with shop_scope(shop) as scope:
            return await may_spend(
                scope, shop, Giving("lottery", source_id, Money(300, "CNY")), now=purse.now
            )

    same = new_id()
    assert [await give(same), await give(same)] == [True, True]
    assert sorted(await asyncio.gather(*(give(new_id()) for _ in range(6)))) == [False] * 4 + [True] * 2
    assert await given(purse) == 900


async def test_an_open_shop_gives_what_it_likes_and_a_transaction_that_fails_gave_nothing(purse, launch):
    await launch(100, "live")
    assert await buy(purse, 5_000)
    assert await given(purse) == 0
    await launch(100)
    shop = purse.stand.shop
    with pytest.raises(RuntimeError):
        async with shop_scope(shop) as scope:
            assert await may_spend(scope, shop, Giving("lottery", new_id(), Money(100, "CNY")), now=purse.now)
            raise RuntimeError
    assert await given(purse) == 0
