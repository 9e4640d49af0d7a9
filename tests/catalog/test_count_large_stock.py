"""星海点卡行 has more codes of one card than anybody wants to count for every reader."""

import asyncio

import pytest

from bodega_shop.catalog.count_large_stock import LargeStock
from bodega_shop.catalog.read_shelf import product_on_shelf


@pytest.fixture
async def xinghai(shelf):
    """Five codes, on a shelf that is counted to three."""
    _, (sku_id,) = await shelf.on_sale("星海点卡", "xinghai", await shelf.category())
    await shelf.stock(sku_id, 5)
    shelf.sku_id = sku_id
    return shelf


async def told(shelf, large: LargeStock) -> int:
    today = shelf.now.date()
    product = await product_on_shelf(shelf.shop, "xinghai", today=today, count_to=3)
    return (await large.fill_in(shelf.shop, product, today=today)).stock


async def test_where_the_shelf_stops_counting_the_true_number_is_told(xinghai):
    assert await told(xinghai, LargeStock(counted_to=3)) == 5


async def test_a_number_is_counted_again_only_when_it_is_old(xinghai):
    kept, fresh = LargeStock(counted_to=3, keep_seconds=3600), LargeStock(counted_to=3, keep_seconds=0)
    assert (await told(xinghai, kept), await told(xinghai, fresh)) == (5, 5)

    await xinghai.stock(xinghai.sku_id, 2)
    assert (await told(xinghai, kept), await told(xinghai, fresh)) == (5, 7)


async def test_a_crowd_of_readers_gets_one_answer(xinghai):
    large = LargeStock(counted_to=3, keep_seconds=3600)
    assert await asyncio.gather(*(told(xinghai, large) for _ in range(8))) == [5] * 8


async def test_a_small_stock_is_left_as_the_shelf_counted_it(shelf):
    _, (sku_id,) = await shelf.on_sale("星海点卡", "xinghai", await shelf.category())
    await shelf.stock(sku_id, 2)
    assert await told(shelf, LargeStock(counted_to=3)) == 2
