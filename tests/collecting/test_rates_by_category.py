"""The platform keeps another part of some categories, on money that comes through its own channels too."""

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.money import Money
from bodega_shop.collecting.read_trades import check_trades, read_trades
from bodega_shop.payments.terms import Terms

PRICE = 9980


@pytest.mark.parametrize("way", ["platform", "connect"])
async def test_goods_of_a_category_with_a_rate_of_its_own_pay_that_and_get_it_back(licensed, open_till, way):
    till = await open_till(way)
    async with platform_scope() as scope:
        code = await scope.fetchval("select code from trade_category order by position, code limit 1")
        await scope.execute(
            "update channel set trade_points = $2 where id = $1", till.platforms, {code: 1000}
        )
    async with shop_scope(till.shop) as scope:
        await scope.execute("update category set trade = $1", code)
    await till.runtime.directory.announce_policy()
    order = await till.sold()
    assert (await till.balances())["commission"] == 998
    if way == "connect":
        intent = till.account.get("payment_intent", till.session(order)["payment_intent"])
        assert intent["application_fee_amount"] == 998
    await till.refund(order, PRICE // 2)
    assert (await till.balances())["commission"] == 499
    await till.check_both_sides()


def test_an_order_of_several_categories_is_divided_by_what_each_costs():
    terms = Terms(commission_points=300, trade_points={"cards": 1000, "memberships": 0})
    thousand = Money(1000, "CNY")
    assert terms.commission_by_trade(thousand, {"cards": 1, "memberships": 1, "": 2}).minor == 25 + 0 + 15
    assert terms.commission_by_trade(thousand * 10, {"cards": 3333, "": 6667}).minor == 333 + 200
    assert terms.commission_by_trade(thousand, {}).minor == 30


async def test_a_line_that_is_none_and_a_category_that_is_not_there_are_refused(street):
    assert read_trades("game_cards 2.5\n\n other 10 %", "f") == {"game_cards": 250, "other": 1000}
    for wrong in ("game_cards", "game_cards lots", "a 1\na 2", "a -1"):
        with pytest.raises(InvalidInput):
            read_trades(wrong, "f")
    async with platform_scope() as scope:
        with pytest.raises(InvalidInput, match="no_such_thing"):
            await check_trades(scope, {"no_such_thing": 1})
