"""What a sale leaves: fees as the shop's buyers pay, the platform's part, and what the code cost."""

from bodega.kernel.money import Money
from bodega_shop.insight.judge_margin import WayToPay, judge_margin, lowest_price
from bodega_shop.insight.try_price import try_price
from bodega_shop.payments.terms import Terms

ALIPAY = Terms(fee_points=60)
CARDS = Terms(fee_points=290, fee_fixed=30)
BUYER_PAYS = Terms(fee_points=60, fee_by="buyer")
COLLECTED = Terms(fee_points=60, commission_points=200)


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


def test_fees_are_weighted_by_how_buyers_pay():
    margin = judge_margin(yuan(10_000), 8_000, [WayToPay(ALIPAY, 9), WayToPay(CARDS, 1)])
    assert margin.fees == round((9 * 60 + 320) / 10)
    assert margin.left == 10_000 - 86 - 8_000


def test_before_the_first_payment_the_dearest_way_counts():
    assert judge_margin(yuan(10_000), 8_000, [WayToPay(ALIPAY, 0), WayToPay(CARDS, 0)]).fees == 320


def test_a_fee_that_the_buyer_bears_is_none_of_the_shops_but_for_its_own_fee():
    # The service takes 0.6 percent of 100.60, and 0.60 of that came on top.
    assert judge_margin(yuan(10_000), 8_000, [WayToPay(BUYER_PAYS, 5)]).fees == 0


def test_the_platforms_part_is_told_apart():
    margin = judge_margin(yuan(10_000), 8_000, [WayToPay(COLLECTED, 5)])
    assert (margin.fees, margin.commission, margin.left) == (60, 200, 1_740)


def test_an_unknown_cost_leaves_the_margin_unknown():
    margin = judge_margin(yuan(10_000), None, [])
    assert (margin.left, margin.points) == (None, None)


def test_a_free_good_has_no_margin_and_no_fee():
    margin = judge_margin(yuan(0), 100, [WayToPay(CARDS, 1)])
    assert (margin.left, margin.points, margin.fees) == (-100, None, 0)


def test_the_lowest_price_reaches_the_floor_and_one_less_does_not():
    ways = [WayToPay(CARDS, 1), WayToPay(ALIPAY, 3)]
    lowest = lowest_price(8_000, 1_000, "CNY", ways)
    assert judge_margin(lowest, 8_000, ways).points >= 1_000
    assert judge_margin(lowest - yuan(1), 8_000, ways).points < 1_000


def test_a_floor_that_fees_eat_is_never_reached():
    assert lowest_price(8_000, 5_000, "CNY", [WayToPay(Terms(fee_points=5_000), 1)]) is None


def test_a_higher_price_needs_fewer_and_a_lower_one_more():
    now = judge_margin(yuan(10_000), 8_000, [])
    dearer = try_price(yuan(11_000), now, rate=2, floor_points=1_000, ways=[])
    cheaper = try_price(yuan(9_000), now, rate=2, floor_points=1_000, ways=[])
    assert (dearer.lately, dearer.needed, dearer.difference_percent) == (56, 38, -32)
    assert (cheaper.needed, cheaper.difference_percent, cheaper.below_floor) == (112, 100, False)
    assert try_price(yuan(8_500), now, rate=2, floor_points=1_000, ways=[]).below_floor


def test_nothing_is_made_up_where_there_is_nothing_to_compare():
    now, loss = judge_margin(yuan(10_000), 8_000, []), judge_margin(yuan(7_000), 8_000, [])
    assert try_price(yuan(11_000), now, rate=0, floor_points=1_000, ways=[]).needed is None
    assert try_price(yuan(11_000), loss, rate=2, floor_points=1_000, ways=[]).needed is None
    assert try_price(yuan(7_000), now, rate=2, floor_points=1_000, ways=[]).needed is None
    unknown = try_price(yuan(7_000), judge_margin(yuan(10_000), None, []), 2, 1_000, [])
    assert (unknown.needed, unknown.floor_price, unknown.below_floor) == (None, None, False)
