"""Lin Wei takes unsold codes out of the shop; each is on record before the file has it."""

import asyncio

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, OutOfStock, Refused
from bodega.kernel.ids import new_id
from bodega_shop.stock.change_codes import change_codes, summarize_change
from bodega_shop.stock.code_filter import CodeFilter
from bodega_shop.stock.export_free_codes import ExportRequest, export_free_codes, open_exported
from bodega_shop.stock.reveal_code import reveal_code


async def export(stockroom, **asked) -> list[str]:
    request = ExportRequest(asked.pop("sku_id", stockroom.stand.sku_id), asked.pop("batch_id", None), **asked)
    exported = await export_free_codes(
        stockroom.shop, request, by=stockroom.mei, address="203.0.113.9", now=stockroom.now
    )
    return [code async for some in open_exported(stockroom.shop, exported) for code, _ in some]


async def test_exported_codes_come_out_as_they_went_in_leave_the_shop_and_are_on_record(stockroom):
    codes = [f"OUT{n:06}----{n}" for n in range(2_500)]
    await stockroom.bring_in(*codes)
    ids = await stockroom.ids()
    assert await export(stockroom) == codes
    assert await stockroom.stand.codes() == {"void": 2_500}
    assert await stockroom.reveals() == sorted((code_id, "export", "Mei") for code_id in ids)
    assert (await stockroom.deeds())[-1] == ("codes.exported", {"codes": 2_500, "kept_on_sale": False})
    with pytest.raises(OutOfStock):
        await stockroom.stand.place()


async def test_a_copy_may_stay_on_sale_and_is_on_record_all_the_same(stockroom):
    await stockroom.bring_in("copy-000-1", "copy-000-2")
    assert await export(stockroom, keep_on_sale=True) == ["copy-000-1", "copy-000-2"]
    assert await stockroom.stand.codes() == {"free": 2}
    assert len(await stockroom.reveals()) == 2
    assert (await stockroom.deeds())[-1][1]["kept_on_sale"] is True


async def test_only_so_many_are_exported_and_those_first_that_would_be_sold_first(stockroom):
    await stockroom.bring_in(*(f"some-{n:05}" for n in range(1_300)))
    assert await export(stockroom, most=1_100) == [f"some-{n:05}" for n in range(1_100)]
    assert await stockroom.stand.codes() == {"free": 200, "void": 1_100}


async def test_one_batch_is_exported_and_nothing_beside_it(stockroom):
    await stockroom.bring_in("stays-00-1")
    batch = await stockroom.bring_in("leaves-0-1", "leaves-0-2")
    assert await export(stockroom, sku_id=None, batch_id=batch.id) == ["leaves-0-1", "leaves-0-2"]
    assert await stockroom.stand.codes() == {"free": 1, "void": 2}


async def test_what_belongs_to_an_order_is_not_exported_and_nothing_at_all_is_refused(stockroom):
    with pytest.raises(Refused):
        await export(stockroom)
    await stockroom.bring_in("order-00-1", "order-00-2")
    await stockroom.stand.place()
    assert await export(stockroom) == ["order-00-2"]
    with pytest.raises(InvalidInput):
        await export(stockroom, sku_id=None)
    assert await stockroom.stand.codes() == {"reserved": 1, "void": 1}


async def test_two_exports_at_once_share_the_codes_and_double_none(stockroom):
    codes = [f"shared-{n:05}" for n in range(3_000)]
    await stockroom.bring_in(*codes)
    one, other = await asyncio.gather(export(stockroom), export(stockroom), return_exceptions=True)
    files = [file for file in (one, other) if isinstance(file, list)]
    assert sorted(code for file in files for code in file) == codes
    assert len(await stockroom.reveals()) == 3_000


async def test_orders_are_placed_while_codes_are_exported_and_no_code_goes_both_ways(stockroom):
    await stockroom.stand.set(unpaid_per_contact=0)
    await stockroom.bring_in(*(f"both-{n:05}" for n in range(3_000)))
    exporting = asyncio.create_task(export(stockroom, most=2_900))
    for _ in range(10):
        await stockroom.stand.place()
    exported = await exporting
    counts = await stockroom.stand.codes()
    assert counts["reserved"] == 10
    assert counts["void"] == len(exported)
    seen = {code_id for code_id, _, _ in await stockroom.reveals()}
    assert not seen & set(await stockroom.ids("reserved"))


async def test_who_puts_exported_codes_back_is_told_that_somebody_knows_them(stockroom):
    batch = await stockroom.bring_in("known-00-1", "known-00-2")
    await export(stockroom, most=1)
    await change_codes(
        stockroom.shop, "void", CodeFilter(batch_id=batch.id), by=stockroom.mei, now=stockroom.now
    )
    summary = await summarize_change(
        stockroom.shop, "restore", CodeFilter(batch_id=batch.id), today=stockroom.now.date()
    )
    assert (summary.changing, summary.seen) == (2, 1)


async def test_one_code_is_opened_for_staff_and_the_record_says_who_when_and_from_where(stockroom):
    await stockroom.bring_in("opened-0-1----2")
    (code_id,) = await stockroom.ids()
    opened = await reveal_code(
        stockroom.shop, code_id, by=stockroom.mei, address="203.0.113.9", now=stockroom.now
    )
    assert (opened.secret, opened.fields) == ("opened-0-1----2", 2)
    assert "opened" not in repr(opened)
    assert await stockroom.reveals() == [(code_id, "staff", "Mei")]
    async with shop_scope(stockroom.shop) as scope:
        assert await scope.fetchval("select address from reveal") == "203.0.113.9"
    with pytest.raises(NotFound):
        await reveal_code(stockroom.shop, new_id(), by=stockroom.mei, address="", now=stockroom.now)
