"""What a tier pays: shown as it is charged, explained, and gone the moment the shop switches the membership off."""

import re
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import pytest
from bodega_membership import price_rules
from bodega_membership.ladder import Grant, Tier, TierPrice, stand, tier_price
from bodega_membership.tier_price_rule import TierPriceRule
from hypothesis import given
from hypothesis import strategies as st

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.catalog.prepare_rules import prepare_rules
from bodega_shop.contracts.pricing import PricedGood
from bodega_shop.floor import floor_of
from bodega_shop.orders.order_request import Buyer, OrderRequest, WantedLine
from bodega_shop.orders.place_order import PriceChanged, place_order

PRODUCT = "/products/xinghai-100"


async def checkout(browser, sku_id) -> str:
    page = await browser.get(f"/checkout?sku={sku_id}&quantity=2")
    assert page.status_code == 200, page.text
    return page.text


async def test_a_member_pays_the_price_of_the_tier_and_is_told_why(club):
    await club.tier("银卡", 100, everything=9500)
    await club.earn(150)
    order = await club.order(2)
    assert order.total == Money(2 * 9481, "CNY")
    async with club.browser() as browser:
        page = await checkout(browser, club.stand.sku_id)
    assert "银卡 price, ¥4.99 less each" in page
    assert re.search(r'name="expected" value="18962"', page)
    async with club.browser(language="zh-CN") as browser:
        assert "银卡价，每件省 ¥4.99" in await checkout(browser, club.stand.sku_id)


async def test_an_order_keeps_how_each_of_its_prices_came_to_be(club):
    """Also where one line was lowered and the other was not."""
    await club.tier("银卡", 100, fixed=9000)
    await club.earn(100)
    plain = await add_plain_good(club)
    rules = await prepare_rules(club.runtime, club.shop, club.customer_id)
    request = OrderRequest(
        (WantedLine(club.stand.sku_id, 1), WantedLine(plain, 1)), "chen.hao@example.com", "epay", "zh-CN", "198.51.100.4",
        "storefront", "1", None, buyer=Buyer(club.customer_id, use_balance=False, rules=rules),
    )  # fmt: skip
    order = await place_order(
        club.shop, await club.stand.profile(), floor_of(club.runtime).tending, request, limit_per_address=0,
        now=datetime.now(UTC),
    )  # fmt: skip
    async with shop_scope(club.shop) as scope:
        rows = await scope.fetch(
            "select sku_id, unit_price, reasons from purchase_line where purchase_id = $1", order.id
        )
    kept = {row["sku_id"]: (row["unit_price"], [one["rule"] for one in row["reasons"]]) for row in rows}
    assert kept == {club.stand.sku_id: (9000, ["list_price", "membership"]), plain: (500, ["list_price"])}


async def add_plain_good(club) -> UUID:
    """Another denomination at 5.00 with one code."""
    sku_id, first = new_id(), club.stand.sku_id
    async with shop_scope(club.shop) as scope:
        await scope.execute(
            "insert into sku select $1, product_id, '5元', 500, currency, 1, 5, true, 2 from sku where id = $2", sku_id, first
        )  # fmt: skip
        await scope.execute(
            "update code set sku_id = $1 where id = (select id from code where sku_id = $2 and state = 'free' limit 1)",
            sku_id, first,
        )  # fmt: skip
    return sku_id


async def test_the_price_shown_is_the_price_charged(club):
    await club.tier("银卡", 100, everything=9500)
    await club.earn(100)
    assert (await club.order(2, expected=18962)).total.minor == 18962
    await club.tier("金卡", 100 + 1, everything=9000)
    await club.earn(1)
    with pytest.raises(PriceChanged):
        await club.order(2, expected=18962)
    await club.switch_off()
    with pytest.raises(PriceChanged):
        await club.order(2, expected=17964)
    assert (await club.order(2, expected=19960)).total.minor == 19960


async def test_guests_and_customers_below_the_first_tier_pay_list_prices(club):
    await club.tier("银卡", 100, everything=9500)
    assert (await club.order()).total.minor == 9980
    await club.earn(100)
    assert (await club.order(guest=True)).total.minor == 9980
    async with club.browser(guest=True) as browser:
        assert "9,481" not in await checkout(browser, club.stand.sku_id)


async def test_the_products_page_shows_a_member_the_tier_price(club):
    await club.tier("银卡", 100, fixed=9000)
    await club.earn(100)
    async with club.browser() as member, club.browser(guest=True) as guest:
        page = (await member.get(f"{PRODUCT}?quantity=2")).text
        assert "银卡 price, ¥9.80 less each" in page
        assert "180" in page
        assert "¥99.80" in page, "beside the list price"
        assert "银卡" not in (await guest.get(PRODUCT)).text


async def test_a_refund_moves_a_member_down_and_the_price_up(club):
    await club.tier("银卡", 150, everything=9000)
    order = await club.buy(2)
    await club.tell()
    assert (await club.order()).total.minor == 8982
    await club.refund(order.id, 9980)
    await club.tell()
    assert (await club.order()).total.minor == 9980


async def test_switched_off_and_on_again_the_growth_is_still_there(club):
    await club.tier("银卡", 100, everything=9500)
    await club.earn(100)
    await club.switch_off()
    assert (await club.order()).total.minor == 9980
    async with club.browser() as browser:
        assert "银卡" not in (await browser.get("/account")).text
    await club.switch_on()
    assert (await club.order()).total.minor == 9481


@pytest.mark.parametrize("where", ["prepare", "pricer"])
async def test_a_membership_that_fails_leaves_list_prices_and_the_pages_whole(club, monkeypatch, where):
    await club.tier("银卡", 100, everything=9500)
    await club.earn(100)

    async def fails(self, ctx, customer_id):
        if where == "pricer":
            return partial(broken, customer_id)
        raise RuntimeError("the tables are upside down")

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(TierPriceRule, "prepare", fails)
    monkeypatch.setattr(TierPriceRule, "explain", fails)
    assert (await club.order()).total.minor == 9980
    async with club.browser() as browser:
        assert "¥4.99" not in await checkout(browser, club.stand.sku_id)
        assert (await browser.get(PRODUCT)).status_code == 200
        assert (await browser.get("/account")).status_code == 200


async def test_the_account_says_where_a_member_stands_and_what_comes_next(club):
    await club.tier("银卡", 100, everything=9500)
    await club.tier("金卡", 1000, category=8800, fixed=8000)
    await club.earn(150)
    async with club.browser() as browser:
        page = (await browser.get("/account")).text
    assert "You are in the tier 银卡. Your growth is 150." in page
    assert "It brings: 5% off everything." in page
    assert "Next is 金卡: it starts at 1,000 growth, 850 more than you have" in page
    assert "12% off 游戏点卡; 星海点卡 · 100元 for ¥80.00" in page
    assert "1 for each ¥1.00 spent" in page
    async with club.browser(language="zh-CN") as browser:
        page = (await browser.get("/account")).text
    assert "您目前是银卡，成长值 150。" in page
    assert "还差 850，届时享：游戏点卡 8.8 折；星海点卡 · 100元仅 ¥80.00" in page


async def test_it_brings_one_rule_that_changes_nothing_for_who_has_earned_nothing(club):
    [rule] = price_rules()
    await club.tier("银卡", 100, everything=9500)
    assert (rule.code, await rule.prepare(club.ctx, club.customer_id)) == ("membership", None)


async def test_a_shop_without_tiers_says_nothing(club):
    async with club.browser() as browser:
        assert "growth" not in (await browser.get("/account")).text


def tier(growth: int, *prices: TierPrice) -> Tier:
    return Tier(new_id(), f"T{growth}", growth, prices)


def price(target, target_id=None, points=None, fixed=None) -> TierPrice:
    return TierPrice(new_id(), target, target_id, points, fixed and Money(fixed, "CNY"))


CARDS, GAMES = new_id(), new_id()
GOOD = PricedGood(new_id(), new_id(), (CARDS, GAMES), Money(1005, "CNY"))


def test_the_most_particular_price_of_a_tier_counts():
    everything, games, cards = (
        price("all", points=5000),
        price("category", GAMES, 9000),
        price("category", CARDS, 9500),
    )
    own = price("sku", GOOD.sku_id, fixed=1)
    assert tier_price(GOOD, [tier(0, everything, games, cards, own)]).minor == 1
    assert tier_price(GOOD, [tier(0, everything, games, cards)]).minor == 955, "954.75 is rounded"
    assert tier_price(GOOD, [tier(0, everything, games)]).minor == 905, "904.5 is rounded up"
    assert tier_price(GOOD, [tier(0, everything)]).minor == 503, "502.5 is rounded up"


def test_a_fixed_price_of_another_currency_is_passed_over():
    dollars = PricedGood(GOOD.sku_id, GOOD.product_id, GOOD.category_ids, Money(1000, "USD"))
    own = price("sku", GOOD.sku_id, fixed=1)
    assert tier_price(dollars, [tier(0, own, price("all", points=9000))]) == Money(900, "USD")


def test_a_tier_by_hand_lifts_and_never_lowers():
    ladder = [tier(0), tier(100), tier(200)]
    lifted = stand(ladder, 0, Grant(ladder[1].id, None))
    assert (lifted.tier, lifted.next) == (ladder[1], ladder[2])
    assert lifted.granted
    earned = stand(ladder, 250, Grant(ladder[1].id, None))
    assert (earned.tier, earned.next, earned.granted) == (ladder[2], None, None)


PRICES = st.lists(
    st.one_of(
        st.builds(price, st.just("all"), points=st.integers(0, 10_000)),
        st.builds(price, st.just("category"), st.sampled_from([CARDS, GAMES]), st.integers(0, 10_000)),
        st.builds(price, st.just("sku"), st.just(GOOD.sku_id), fixed=st.integers(1, 10**6)),
    ),
    max_size=3,
).map(tuple)


@given(prices=st.lists(PRICES, max_size=4), list_price=st.integers(0, 10**6), growth=st.integers(0, 50))
def test_climbing_never_costs_more_and_no_price_leaves_its_bounds(prices, list_price, growth):
    ladder = [tier(place * 10, *each) for place, each in enumerate(prices)]
    good = PricedGood(GOOD.sku_id, GOOD.product_id, GOOD.category_ids, Money(list_price, "CNY"))
    here = tier_price(good, stand(ladder, growth).reached)
    higher = tier_price(good, stand(ladder, growth + 10).reached)
    assert 0 <= higher.minor <= here.minor <= list_price
