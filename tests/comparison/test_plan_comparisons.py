"""Each night it is planned which days of which channels are compared, and from which hour."""

from dataclasses import replace
from datetime import date, timedelta

from bodega.kernel.clock import SetClock
from bodega.kernel.database import shop_scope
from bodega_shop.comparison.china_day import bounds_of
from bodega_shop.comparison.ensure_comparing import ensure_comparing
from bodega_shop.comparison.plan_comparisons import plan_comparisons


async def plan(counter, now):
    runtime = replace(counter.runtime, clock=SetClock(now))
    await plan_comparisons(runtime, counter.stand.shop, {})


async def planned(counter):
    return await counter.stand.street.owner_pool.fetch(
        "select convert_from(payload, 'utf-8')::jsonb->>'day' as day, execute_after from queue.pgqueuer"
        " where entrypoint = 'comparison.compare' and shop = $1 order by 1",
        counter.stand.shop.schema,
    )


def night_after(counter):
    return counter.noon.replace(hour=0, minute=5) + timedelta(days=1)


async def test_the_day_before_is_compared_from_the_hour_its_list_is_whole(counter):
    await counter.sell()
    await plan(counter, night_after(counter))
    [job] = await planned(counter)
    assert job["day"] == "2026-03-02"
    assert job["execute_after"] == night_after(counter).replace(hour=9, minute=0)
    assert await counter.jobs("comparison.plan") == 1


async def test_days_that_were_left_out_are_made_up_for(counter):
    await counter.sell()
    async with shop_scope(counter.stand.shop) as scope:
        await scope.execute("update channel set compared_until = $1", bounds_of_day(counter, -3))
    await plan(counter, night_after(counter))
    assert [job["day"] for job in await planned(counter)] == ["2026-02-28", "2026-03-01", "2026-03-02"]


def bounds_of_day(counter, days):
    return (counter.noon + timedelta(days=days)).date()


async def test_a_channel_that_took_nothing_lately_is_left_alone(counter):
    await counter.sell(now=counter.noon - timedelta(days=30))
    await plan(counter, night_after(counter))
    assert await planned(counter) == []
    assert await counter.jobs("comparison.plan") == 0


async def test_the_coming_night_is_planned_once(counter):
    async with shop_scope(counter.stand.shop) as scope:
        for _ in range(3):
            await ensure_comparing(scope, now=counter.noon)
    assert await counter.jobs("comparison.plan") == 1


def test_a_day_there_begins_eight_hours_before_ours():
    begin, end = bounds_of(date(2026, 3, 2))
    assert (begin.isoformat(), end - begin) == ("2026-03-02T00:00:00+08:00", timedelta(days=1))
