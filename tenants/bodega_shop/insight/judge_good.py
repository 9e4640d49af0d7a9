"""Judge one good: what is known of it, weighed part by part."""

from collections.abc import Sequence
from datetime import date

from bodega.demand.read_sums import StreetDemand
from bodega_shop.insight.judge_demand import judge_demand
from bodega_shop.insight.judge_margin import WayToPay, judge_margin
from bodega_shop.insight.judge_supply import judge_supply
from bodega_shop.insight.read_facts import Facts
from bodega_shop.insight.score_good import Judged


def judge_good(
    good: Facts,
    street: StreetDemand | None,
    cases: int,
    floor_points: int,
    ways: Sequence[WayToPay],
    *,
    today: date,
) -> Judged:
    demand = judge_demand(good.days)
    return Judged(
        demand,
        street,
        judge_margin(good.price, good.cost, ways),
        floor_points,
        cases,
        judge_supply(good.lots, demand.rate, today=today),
    )
