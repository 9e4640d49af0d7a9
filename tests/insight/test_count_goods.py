"""The job of the night: what was sold becomes days, and each good gets a score that says why."""

from datetime import timedelta

from bodega.kernel.database import shop_scope
from bodega_shop.insight.count_goods import count_goods
from bodega_shop.insight.read_good import read_good
from bodega_shop.insight.selection_terms import save_terms
from bodega_shop.orders.tend_orders import tend_orders


async def test_a_good_that_sells_every_day_at_a_fair_margin_scores_high(past):
    await past.sell_daily(4)
    await past.batches(created_at=past.now - timedelta(days=90))
    await past.stand.stock(60)
    await past.batches(unit_cost=7_000)
    await past.channel(fee_points=60)
    await past.count()
    row = await past.judged()
    assert row["units"] == 28 * 4
    assert row["change_percent"] == 0
    # 99.80, 0.60 of it for the service, 70.00 for the code.
    assert row["margin_points"] == (9980 - 60 - 7000) * 10_000 // 9980
    assert (row["stock"], row["days_left"], row["labels"]) == (63, 15, [])
    assert (row["margin_part"], row["risk_part"], row["supply_part"]) == (24, 20, 10)
    # Four a day is four fifths of the level's half; even weeks; neither growing nor fading.
    assert row["demand_part"] == round(40 * (0.5 * 0.8 + 0.3 + 0.2 * 0.5))
    assert row["score"] == row["demand_part"] + 24 + 20 + 10


async def test_a_good_that_nobody_asked_for_in_four_weeks_is_a_slow_seller(past):
    await past.batches(unit_cost=6_000, created_at=past.now - timedelta(days=90))
    await past.sell(1, days_ago=50)
    await past.count()
    row = await past.judged()
    assert "slow" in row["labels"]
    assert row["units"] == 0


async def test_a_new_good_is_not_called_slow(past):
    await past.count()
    row = await past.judged()
    assert row["labels"] == ["new", "no_cost"]


async def test_growth_beyond_chance_is_called_rising(past):
    await past.sell_daily(1, first=56, last=29)
    await past.sell_daily(3, first=28, last=1)
    await past.count()
    row = await past.judged()
    assert "riser" in row["labels"]
    assert row["change_percent"] == 200


async def test_two_sold_instead_of_one_is_not_called_rising(past):
    await past.sell(1, days_ago=50)
    await past.sell(2, days_ago=3)
    await past.count()
    assert "riser" not in (await past.judged())["labels"]


async def test_what_was_never_paid_or_went_back_was_not_asked_for(past):
    for state in ("pending", "expired", "cancelled", "refunded"):
        await past.sell(5, days_ago=3, state=state)
    await past.sell(5, days_ago=3, kind="topup")
    await past.sell(2, days_ago=3, state="exception")
    await past.count()
    assert (await past.judged())["units"] == 2


async def test_today_is_not_over_and_does_not_count(past):
    await past.sell(5, days_ago=0)
    await past.count()
    assert (await past.judged())["units"] == 0


async def test_counting_twice_changes_nothing(past):
    await past.sell_daily(2, first=10)
    await past.count()
    first = await past.judged()
    await past.count()
    assert await past.judged() == first


async def test_money_that_went_back_within_the_week_is_no_sale_any_more(past):
    await past.sell(5, days_ago=3)
    await past.count()
    async with shop_scope(past.stand.shop) as scope:
        await scope.execute("update purchase set state = 'refunded'")
    await past.count()
    assert (await past.judged())["units"] == 0


async def test_an_order_counts_on_the_day_of_the_shop_not_on_that_of_london(past):
    """Half past seven in Shanghai is still the day before in UTC."""
    await past.sell(1, days_ago=2)
    async with shop_scope(past.stand.shop) as scope:
        await scope.execute("update purchase set placed_at = placed_at - interval '4 hours 30 minutes'")
    await past.count()
    async with shop_scope(past.stand.shop) as scope:
        assert await scope.fetchval("select day from demand_day") == past.today - timedelta(days=2)


async def test_days_before_the_window_are_let_go(past):
    await past.sell_daily(1, first=56, last=50)
    await past.count()
    past.now += timedelta(days=5)
    await past.count()
    async with shop_scope(past.stand.shop) as scope:
        assert await scope.fetchval("select count(*) from demand_day") == 2


async def test_a_good_that_is_gone_is_judged_no_more(past):
    await past.count()
    async with shop_scope(past.stand.shop) as scope:
        await scope.execute("update sku set active = false")
        await scope.execute("update product set state = 'draft'")
    past.now += timedelta(minutes=1)
    await past.count()
    async with shop_scope(past.stand.shop) as scope:
        assert await scope.fetchval("select count(*) from selection_score") == 0


async def test_below_the_owners_floor_a_good_is_marked(past, lin_wei):
    await past.batches(unit_cost=8_500)
    await past.count()
    assert "below_floor" not in (await past.judged())["labels"]
    await save_terms(past.stand.shop, floor_points=2_000, shares=True, by=lin_wei, now=past.now)
    await past.count()
    assert "below_floor" in (await past.judged())["labels"]


async def test_codes_that_expire_before_they_are_sold_are_told(past):
    await past.batches(unit_cost=6_000, created_at=past.now - timedelta(days=90))
    await past.stand.stock(97)
    await past.codes(expires_on=past.now.date() + timedelta(days=10))
    await past.sell_daily(2, first=28)
    await past.count()
    row = await past.judged()
    assert "expiring" in row["labels"]
    assert row["days_left"] == 50


async def test_a_good_that_is_held_for_missing_papers_is_a_risk_and_not_on_sale(past):
    await past.count()
    assert (await past.judged())["risk_part"] == 20
    async with shop_scope(past.stand.shop) as scope:
        await scope.execute("update product set state = 'draft', held_at = $1", past.now)
    await past.count()
    row = await past.judged()
    assert (row["risk_part"], row["cases"]) == (10, 1)
    assert "cases" in row["labels"]
    good = await read_good(past.stand.shop, past.stand.sku_id, past.zone, now=past.now)
    assert not good.facts.on_sale


async def test_a_count_plans_the_one_of_the_coming_night_once(past):
    await count_goods(past.runtime, past.stand.shop, {})
    await count_goods(past.runtime, past.stand.shop, {})
    async with past.stand.street.owner_pool.acquire() as connection:
        rows = await connection.fetch(
            "select execute_after from queue.pgqueuer where entrypoint = 'insight.count' and shop = $1",
            past.stand.shop.schema,
        )
    assert len(rows) == 1
    assert rows[0]["execute_after"] > past.now


async def test_whoever_tends_unpaid_orders_sees_to_the_count(past):
    await tend_orders(past.runtime, past.stand.shop, {})
    async with past.stand.street.owner_pool.acquire() as connection:
        assert await connection.fetchval(
            "select count(*) from queue.pgqueuer where entrypoint = 'insight.count' and shop = $1",
            past.stand.shop.schema,
        )
