"""The score and its reasons, part by part, for goods that are as different as goods are."""

from datetime import date, timedelta

import pytest

from bodega.demand.read_sums import StreetDemand
from bodega_shop.insight.explain_score import explain_score
from bodega_shop.insight.judge_demand import judge_demand
from bodega_shop.insight.judge_margin import Margin
from bodega_shop.insight.judge_supply import Lot, judge_supply
from bodega_shop.insight.score_good import Judged, score_good

TODAY = date(2026, 11, 22)
STEADY = [4] * 56
FAIR = Margin(10_000, 60, 0, 6_000)


def good(days=STEADY, *, margin=FAIR, cases=0, lots=None, street=None) -> Judged:
    demand = judge_demand(days)
    lots = [Lot(100, None, 6_000)] if lots is None else lots
    return Judged(demand, street, margin, 1_000, cases, judge_supply(lots, demand.rate, today=TODAY))


def said(it: Judged, part: str) -> str:
    return " ".join(str(one.phrase) for one in explain_score(it, "CNY", shares=True)[part])


@pytest.mark.parametrize("days", [[], [0], [0] * 56, [1], [5] * 6, STEADY, [0] * 55 + [900]])
def test_each_part_stays_within_its_points(days):
    for margin in (
        FAIR,
        Margin(100, 60, 0, None),
        Margin(0, 0, 0, 5),
        Margin(100, 1, 1, 900),
        Margin(10_000, 0, 0, 0),
    ):
        for lots in ([], [Lot(1, None, None)], [Lot(10_000, TODAY + timedelta(days=2), 1)]):
            score = score_good(good(days, margin=margin, lots=lots, cases=3))
            assert 0 <= score.demand <= 40
            assert 0 <= score.margin <= 30
            assert 0 <= score.risk <= 20
            assert 0 <= score.supply <= 10


def test_even_weeks_score_more_than_bursts_of_the_same_sum():
    bursts = [0] * 13 + [56] + [0] * 13 + [56] + [0] * 13 + [56] + [0] * 13 + [56]
    assert sum(bursts) == sum(STEADY)
    assert score_good(good(STEADY)).demand > score_good(good(bursts)).demand
    assert "bursts" in said(good(bursts), "demand")
    assert "even" in said(good(STEADY), "demand")


def test_what_grows_scores_more_than_what_fades():
    rising, fading = [2] * 28 + [6] * 28, [6] * 28 + [2] * 28
    assert score_good(good(rising)).demand > score_good(good(fading)).demand
    assert score_good(good(rising)).labels == ("riser",)
    assert "fading" in score_good(good(fading)).labels
    assert "168 in the last 28 days, 56 in the 28 before" in said(good(rising), "demand")


def test_the_floor_is_a_step_of_the_margin():
    below, at, far = (Margin(10_000, 0, 0, 10_000 - left) for left in (999, 1_000, 4_000))
    assert score_good(good(margin=below)).labels == ("below_floor",)
    assert score_good(good(margin=at)).labels == ()
    assert [score_good(good(margin=one)).margin for one in (at, far)] == [12, 30]
    assert "below your floor of 10.0 percent" in said(good(margin=below), "margin")


def test_a_loss_is_called_one():
    loss = good(margin=Margin(10_000, 60, 0, 10_500))
    assert score_good(loss).margin == 0
    assert score_good(loss).labels == ("loss",)


def test_each_open_case_takes_away():
    assert [score_good(good(cases=n)).risk for n in (0, 1, 3)] == [20, 10, 5]
    assert said(good(), "risk") == "No open cases."
    assert "Open cases against it: 2." in said(good(cases=2), "risk")


def test_too_little_and_too_much_in_stock_score_less_than_enough():
    score = {count: score_good(good(lots=[Lot(count, None, 1)])).supply for count in (4, 100, 3_600)}
    assert score == {4: 1, 100: 10, 3_600: 1}
    assert "slow" in score_good(good(lots=[Lot(3_600, None, 1)])).labels


def test_codes_that_expire_first_are_taken_to_be_sold_first():
    lots = [Lot(30, TODAY + timedelta(days=5), 1), Lot(50, TODAY + timedelta(days=10), 1), Lot(100, None, 1)]
    # Four a day: 20 in five days, 40 in ten, of which 80 would have to go.
    supply = good(lots=lots).supply
    assert supply.expiring == 40
    assert supply.first_expiry == TODAY + timedelta(days=5)
    assert "At least 40 will expire unsold" in said(good(lots=lots), "supply")


def test_the_street_tells_more_of_a_new_good_than_of_an_old_one():
    street = StreetDemand(12, TODAY, (12 * 7 * 9,) * 8)
    young, old = [0] * 5, [0] * 56
    assert score_good(good(young, street=street)).demand > score_good(good(old, street=street)).demand > 0
    assert score_good(good(young)).demand == 0
    assert "12 owners sell it, 9.0 a day each" in said(good(old, street=street), "demand")


def test_a_shop_that_does_not_compare_is_told_so():
    reasons = explain_score(good(), "CNY", shares=False)["demand"]
    assert "tells nothing of its sales" in str(reasons[-1].phrase)


def test_the_first_days_of_a_good_are_no_trend():
    assert score_good(good([0] * 10 + [3] * 10)).labels == ("new",)
    assert judge_demand([0] * 10 + [9] * 10).change_percent is None
