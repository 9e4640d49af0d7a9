"""Mei looks for codes: all of a kind, or the one that a buyer complains about."""

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega_shop.stock.code_filter import CodeFilter
from bodega_shop.stock.count_stock import count_batch, count_sku, count_stock
from bodega_shop.stock.find_code import find_code, mask_as_stored
from bodega_shop.stock.list_batches import list_batches, read_batch
from bodega_shop.stock.list_codes import PER_PAGE, list_codes
from bodega_shop.stock.name_skus import name_skus
from bodega_shop.stock.read_code import read_code
from bodega_shop.stock.read_low_stock import read_low_stock


@pytest.mark.parametrize(
    "typed", ["FIND-0001----77", "  FIND-0001----77 \n", "FIND-0001\t77", "FIND-0001,77"]
)
async def test_a_code_is_found_by_its_text_whichever_way_its_fields_are_divided(stockroom, typed):
    await stockroom.bring_in("FIND-0001----77", "FIND-0002----78")
    assert await find_code(stockroom.shop, typed) == (await stockroom.ids())[0]
    assert await stockroom.reveals() == []


async def test_a_code_with_a_comma_or_dashes_of_its_own_is_found_too(stockroom):
    await stockroom.bring_in("a,b--c,d")
    assert await find_code(stockroom.shop, "a,b--c,d") == (await stockroom.ids())[0]


async def test_what_is_almost_a_code_is_not_found_and_leads_to_those_that_look_like_it(stockroom):
    await stockroom.bring_in("XINGHAI26000001----8137", "YUNTING26000001----8137")
    assert await find_code(stockroom.shop, "XINGHAI26000001") is None
    alike = CodeFilter(hint=mask_as_stored("XINGHAI26000001"))
    rows, _ = await list_codes(stockroom.shop, alike, today=stockroom.now.date())
    assert [row.hint for row in rows] == ["XI••••1 ---- 8••••"]
    with pytest.raises(InvalidInput):
        await find_code(stockroom.shop, "  \n ")


async def test_a_code_of_another_shop_is_not_found(stockroom, another_stand):
    await stockroom.bring_in("only-xinghai-has-it")
    yunting = await another_stand(name="云听会员店")
    assert await find_code(yunting.shop, "only-xinghai-has-it") is None


async def test_codes_are_listed_by_state_batch_and_denomination_in_pages(stockroom):
    first = await stockroom.bring_in(*(f"list-{n:04}" for n in range(PER_PAGE + 10)))
    second = await stockroom.bring_in("other-0001")
    await stockroom.stand.place(quantity=2)
    today = stockroom.now.date()

    async def listed(page: int = 1, **asked):
        rows, more = await list_codes(stockroom.shop, CodeFilter(**asked), page=page, today=today)
        return len(rows), more

    assert await listed() == (PER_PAGE, True)
    assert await listed(2) == (11, False)
    assert await listed(state="reserved") == (2, False)
    assert await listed(batch_id=second.id) == (1, False)
    assert await listed(2, batch_id=first.id, state="free") == (8, False)
    assert await listed(sku_id=new_id()) == (0, False)


async def test_a_code_says_where_it_came_from_and_which_order_holds_it(stockroom):
    batch = await stockroom.bring_in("whose-0001")
    order = await stockroom.stand.place()
    (code_id,) = await stockroom.ids("reserved")
    file = await read_code(stockroom.shop, code_id, today=stockroom.now.date())
    assert (file.code.batch_id, file.code.order_number, file.reveals) == (batch.id, order.number, [])
    with pytest.raises(NotFound):
        await read_code(stockroom.shop, new_id(), today=stockroom.now.date())


async def test_stock_is_counted_by_denomination_and_by_batch(stockroom):
    batch = await stockroom.bring_in("count-0001", "count-0002", "count-0003")
    await stockroom.stand.place()
    today = stockroom.now.date()
    (sku,) = await count_stock(stockroom.shop, today=today)
    assert (sku.full_name, sku.on_sale, sku.counts.free, sku.counts.reserved) == (
        "星海点卡 · 100元",
        True,
        2,
        1,
    )
    assert await count_batch(stockroom.shop, batch.id, today=today) == sku.counts
    assert await name_skus(stockroom.shop) == [(stockroom.stand.sku_id, "星海点卡 · 100元")]
    with pytest.raises(NotFound):
        await count_sku(stockroom.shop, new_id(), today=today)


async def test_low_stock_names_what_buyers_may_soon_miss_and_nothing_that_is_off_sale(stockroom):
    today = stockroom.now.date()

    async def low(mark: int) -> list[int]:
        async with shop_scope(stockroom.shop) as scope:
            return [sku.stock for sku in await read_low_stock(scope, low_mark=mark, today=today)]

    assert await low(0) == [0]
    await stockroom.bring_in("low-00001", "low-00002")
    assert (await low(0), await low(1), await low(2)) == ([], [], [2])
    async with shop_scope(stockroom.shop) as scope:
        await scope.execute("update product set state = 'draft'")
    assert await low(2) == []


async def test_batches_are_listed_newest_first_in_pages(stockroom):
    first, second, third = [await stockroom.bring_in(f"batch-{n}-x") for n in range(3)]
    batches, more = await list_batches(stockroom.shop, per_page=2)
    assert ([batch.id for batch in batches], more) == ([third.id, second.id], True)
    batches, more = await list_batches(stockroom.shop, page=2, per_page=2)
    assert ([batch.id for batch in batches], more) == ([first.id], False)
    assert (await list_batches(stockroom.shop, sku_id=new_id()))[0] == []
    with pytest.raises(NotFound):
        await read_batch(stockroom.shop, new_id())
