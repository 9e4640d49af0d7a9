"""What the street is told and tells: sums of ten owners or more, of goods that are the same sign for sign."""

from datetime import timedelta

import pytest
import pytest_asyncio

from bodega.demand.keep_report import keep_report
from bodega.demand.read_sums import read_sums
from bodega.demand.sum_reports import sum_reports
from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega_shop.insight.read_good import read_good
from bodega_shop.insight.recognise_good import key_of_good
from bodega_shop.insight.selection_terms import save_terms


@pytest_asyncio.fixture
async def neighbours(street):
    """Shops that exist on the platform only, and what each tells of one good: 56 days of the same number."""
    opened = []

    async def tell(runtime, key: bytes, units: list[int], *, owners: list | None = None, days_ago: int = 1):
        now = runtime.clock.now()
        shops = []
        async with platform_scope() as scope:
            for place, daily in enumerate(units):
                shop_id, owner = new_id(), owners[place] if owners else new_id()
                await scope.execute(
                    "insert into shop (id, slug, schema_name, node, name, state, locale, wrapped_key, owner_id, created_at)"
                    " values ($1, $2, $3, 'main', 'Mobi', 'live', 'en', ''::bytea, $4, $5)",
                    shop_id, f"n-{shop_id.hex[-20:]}", f"n_{shop_id.hex}", owner, now,
                )  # fmt: skip
                until = now.date() - timedelta(days=days_ago)
                await keep_report(scope, shop_id, {key: [daily] * 56}, until=until, now=now)
                shops.append(shop_id)
        opened.extend(shops)
        return shops

    yield tell
    # They have no schema: whoever goes through all shops must not meet them.
    async with platform_scope() as scope:
        await scope.execute("delete from demand_report where shop_id = any($1)", opened)
        await scope.execute("delete from shop where id = any($1)", opened)


@pytest.fixture
def heard(street):
    async def read(runtime, key: bytes):
        await sum_reports(runtime, {})
        async with platform_scope() as scope:
            return (await read_sums(scope, [key], today=runtime.clock.now().date())).get(key)

    return read


def a_key() -> bytes:
    return new_id().bytes


async def test_ten_owners_make_a_sum_and_nine_do_not(street, neighbours, heard):
    few, enough = a_key(), a_key()
    await neighbours(street.runtime, few, [1] * 9)
    await neighbours(street.runtime, enough, [1] * 10)
    assert await heard(street.runtime, few) is None
    told = await heard(street.runtime, enough)
    assert told.sellers == 10
    assert told.weeks == (70,) * 8


async def test_shops_of_one_owner_are_one_seller(street, neighbours, heard):
    """Otherwise somebody opens nine shops and reads the tenth."""
    key, owner = a_key(), new_id()
    await neighbours(street.runtime, key, [1] * 12, owners=[owner] * 9 + [new_id() for _ in range(3)])
    assert await heard(street.runtime, key) is None


async def test_who_sold_nothing_makes_no_crowd(street, neighbours, heard):
    key = a_key()
    await neighbours(street.runtime, key, [5] * 3 + [0] * 9)
    assert await heard(street.runtime, key) is None


async def test_a_sum_that_is_mostly_one_sellers_is_not_told(street, neighbours, heard):
    key = a_key()
    await neighbours(street.runtime, key, [1] * 10 + [40])
    assert await heard(street.runtime, key) is None


async def test_a_sum_goes_when_the_crowd_does(street, neighbours, heard):
    key = a_key()
    shops = await neighbours(street.runtime, key, [1] * 10)
    assert await heard(street.runtime, key) is not None
    async with platform_scope() as scope:
        await scope.execute("delete from demand_report where shop_id = $1", shops[0])
        # The sum of yesterday would be renewed tonight, and is not.
        await scope.execute("update demand_sum set until = until - 1 where good_key = $1", key)
    assert await heard(street.runtime, key) is None


async def test_what_was_told_long_ago_does_not_count(street, neighbours, heard):
    key = a_key()
    await neighbours(street.runtime, key, [1] * 10, days_ago=9)
    assert await heard(street.runtime, key) is None


async def test_days_of_reports_that_end_on_different_days_fall_into_their_own_weeks(
    street, neighbours, heard
):
    key = a_key()
    await neighbours(street.runtime, key, [1] * 9)
    await neighbours(street.runtime, key, [1], days_ago=4)
    told = await heard(street.runtime, key)
    assert told.weeks[-1] == 63 + 4
    assert told.weeks[0] == 70


async def test_a_shop_tells_its_sales_and_hears_the_sum(past, neighbours, heard, sums_of):
    async with shop_scope(past.stand.shop) as scope:
        title = f"流光点卡{new_id().hex[-8:]}"
        await scope.execute("update product set title = $1", title)
    key = key_of_good(title, "100元")
    await past.sell_daily(1, first=28)
    await past.count()
    mine = [row for row in await sums_of("demand_report") if row["shop_id"] == past.stand.shop.id]
    assert [(bytes(row["good_key"]), sum(row["days"]), len(row["days"])) for row in mine] == [(key, 28, 56)]
    await neighbours(past.runtime, key, [3] * 9)
    told = await heard(past.runtime, key)
    assert (told.sellers, sum(told.weeks)) in {(10, 28 + 9 * 168), (10, 27 + 9 * 168)}
    before = (await past.judged())["demand_part"]
    await past.count()
    assert (await past.judged())["demand_part"] > before
    good = await read_good(past.stand.shop, past.stand.sku_id, past.zone, now=past.now)
    assert good.judged.street.sellers == 10


async def test_two_goods_of_one_name_are_told_as_one(past, sums_of):
    twin = new_id()
    async with shop_scope(past.stand.shop) as scope:
        await scope.execute(
            "insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)"
            " select $1, product_id, '100 元', price, currency, 1, 5, true, 2 from sku",
            twin,
        )
    await past.sell(2, days_ago=1)
    await past.sell(3, days_ago=1, sku_id=twin)
    await past.count()
    mine = [row for row in await sums_of("demand_report") if row["shop_id"] == past.stand.shop.id]
    assert [row["days"][-1] for row in mine] == [5]


async def test_a_shop_that_does_not_share_tells_nothing_and_takes_back_what_it_told(past, lin_wei, sums_of):
    await past.sell(2, days_ago=1)
    await past.count()
    await save_terms(past.stand.shop, floor_points=1_000, shares=False, by=lin_wei, now=past.now)
    await past.count()
    assert not [row for row in await sums_of("demand_report") if row["shop_id"] == past.stand.shop.id]
