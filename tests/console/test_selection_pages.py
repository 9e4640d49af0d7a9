"""Lin Wei at the selection desk: what stands out, one good with its reasons, and what another price would do."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega_shop.insight.count_goods import count_all


@pytest_asyncio.fixture
async def counted(stand):
    """The good was sold twice a day for eight weeks at 99.80, and a code of it cost 90.00."""
    now = stand.street.runtime.clock.now()
    today = now.astimezone(ZoneInfo("Asia/Shanghai")).date()
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update batch set unit_cost = 9000, created_at = $1", now - timedelta(days=90))
        await scope.execute("update channel set fee_points = 60")
        await scope.execute(
            "insert into demand_day (sku_id, day, units, taken) select $1, $2::date - n, 2, 19960 from generate_series(1, 55) n",
            stand.sku_id, today,
        )  # fmt: skip
        await scope.execute(
            "insert into selection_terms (id, folded_until) values ($1, $2)", stand.shop.id, today + timedelta(days=9)
        )  # fmt: skip
    await count_all(stand.street.runtime, stand.shop, now=now)
    return stand


async def test_before_the_first_count_the_desk_offers_it(lin_wei, words):
    page = words(await lin_wei.read("/selection"))
    assert "Nothing was counted yet" in page
    answer = await lin_wei.send("/selection/counts")
    assert "being counted" in words(answer.text)


async def test_the_list_names_each_good_with_its_figures(counted, lin_wei, words):
    page = words(await lin_wei.read("/selection"))
    assert "星海点卡" in page
    assert "9.2%" in page
    assert "Below the floor" in page


async def test_a_filter_shows_what_is_like_that_and_nothing_else(counted, lin_wei, words):
    assert "星海点卡 100元" in words(await lin_wei.read("/selection?show=margin"))
    assert "No good is like that" in words(await lin_wei.read("/selection?show=rising"))
    assert "No good is like that" in words(await lin_wei.read("/selection?sale=off"))
    assert "星海点卡 100元" in words(await lin_wei.read("/selection?q=100%E5%85%83&sale=on&show=nonsense"))


async def test_the_page_of_a_good_says_why_in_both_languages(counted, lin_wei, words, elements):
    path = f"/selection/{counted.sku_id}"
    html = await lin_wei.read(path)
    page = words(html)
    assert "110 sold in 56 days: 2.0 a day." in page
    assert "9.2 percent: below your floor of 10.0 percent" in page
    assert "No open cases." in page
    assert "the street says nothing" in page
    assert len([one for one, _ in elements(html) if one == "rect"]) >= 56
    assert not any("style" in attributes for _, attributes in elements(html))
    chinese = words((await lin_wei.browser.get(f"/console{path}", headers={"accept-language": "zh-CN"})).text)
    assert "毛利率 9.2%，低于您设定的 10.0% 底线" in chinese
    assert "没有未结案件" in chinese


async def test_another_price_is_reckoned_without_inventing_buyers(counted, lin_wei, words):
    page = words(await lin_wei.read(f"/selection/{counted.sku_id}?price=110.00"))
    # 110.00 less 0.66 less 90.00; now 99.80 less 0.60 less 90.00, 56 of them in four weeks.
    assert "¥19 .34" in page
    assert "¥9 .20" in page
    assert "At this price 27 earn the same." in page
    assert "not made up here" in page


async def test_a_price_below_the_floor_or_the_cost_is_warned_of(counted, lin_wei, words):
    assert "below your floor of 10.0 percent" in words(
        await lin_wei.read(f"/selection/{counted.sku_id}?price=95")
    )
    assert "each sale loses ¥10.48" in words(await lin_wei.read(f"/selection/{counted.sku_id}?price=80"))


async def test_what_is_no_price_is_told_beside_the_field(counted, lin_wei):
    answer = await lin_wei.browser.get(f"/console/selection/{counted.sku_id}?price=cheap")
    assert answer.status_code == 400
    assert "f-price-error" in answer.text


async def test_the_floor_is_the_owners(counted, lin_wei, mei, words):
    await lin_wei.send("/selection/terms", floor="5", shares="on")
    async with shop_scope(counted.shop) as scope:
        assert await scope.fetchval("select floor_points from selection_terms") == 500
    assert (await mei.send("/selection/terms", floor="0")).status_code == 403
    refused = await lin_wei.send("/selection/terms", floor="ninety")
    assert refused.status_code == 400
    assert "f-floor-error" in refused.text


async def test_a_good_of_nobody_is_not_found(counted, lin_wei):
    answer = await lin_wei.browser.get("/console/selection/0191f000-0000-7000-8000-000000000000")
    assert answer.status_code == 404
