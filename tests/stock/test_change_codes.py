"""Mei takes codes off the shelf, puts them back and moves them; what belongs to an order stays."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, OutOfStock, Refused
from bodega.kernel.ids import new_id
from bodega_shop.stock.change_codes import change_codes, summarize_change
from bodega_shop.stock.code_filter import CodeFilter
from bodega_shop.stock.count_stock import count_sku
from bodega_shop.stock.edit_batch import edit_batch
from bodega_shop.stock.list_batches import read_batch
from bodega_shop.stock.read_batch_texts import BatchTexts


async def change(stockroom, act, chosen, **more) -> int:
    return await change_codes(stockroom.shop, act, chosen, by=stockroom.mei, now=stockroom.now, **more)


async def another_sku(stockroom):
    sku_id = new_id()
    async with shop_scope(stockroom.shop) as scope:
        await scope.execute(
            "insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)"
            " select $1, product_id, '50元', 5000, currency, 1, 5, true, 2 from sku where id = $2",
            sku_id, stockroom.stand.sku_id,
        )  # fmt: skip
    return sku_id


async def test_void_codes_are_not_sold_until_they_are_put_back(stockroom):
    await stockroom.bring_in("void-000-1", "void-000-2")
    ids = await stockroom.ids()
    assert await change(stockroom, "void", CodeFilter(ids=ids), reason="the supplier called") == 2
    with pytest.raises(OutOfStock):
        await stockroom.stand.place()
    assert await change(stockroom, "restore", CodeFilter(ids=ids[:1])) == 1
    await stockroom.stand.place()
    assert await stockroom.stand.codes() == {"reserved": 1, "void": 1}
    assert (await stockroom.deeds())[-2:] == [
        ("codes.voided", {"codes": 2, "reason": "the supplier called"}),
        ("codes.restored", {"codes": 1}),
    ]


async def test_what_is_reserved_or_sold_is_never_voided_restored_or_moved(stockroom):
    batch = await stockroom.bring_in("mine-000-1", "mine-000-2", "mine-000-3")
    order = await stockroom.stand.place(quantity=2)
    async with shop_scope(stockroom.shop) as scope:
        await scope.execute(
            "update code set state = 'sold' where id = (select id from code where purchase_id = $1 limit 1)",
            order.id,
        )
    everything, other = CodeFilter(batch_id=batch.id), await another_sku(stockroom)
    summary = await summarize_change(stockroom.shop, "void", everything, today=stockroom.now.date())
    assert (summary.changing, summary.staying, summary.by_state) == (
        1,
        2,
        {"free": 1, "reserved": 1, "sold": 1},
    )
    assert await change(stockroom, "void", everything) == 1
    assert await change(stockroom, "restore", everything) == 1
    assert await change(stockroom, "move", everything, to_sku_id=other) == 1
    assert await stockroom.stand.codes() == {"free": 1, "reserved": 1, "sold": 1}
    counts = (await count_sku(stockroom.shop, other, today=stockroom.now.date())).counts
    assert (counts.free, counts.reserved, counts.sold) == (1, 0, 0)
    for act in ("void", "move", "restore"):
        with pytest.raises(Refused):
            await change(
                stockroom,
                act,
                CodeFilter(batch_id=batch.id, sku_id=stockroom.stand.sku_id),
                to_sku_id=other if act == "move" else None,
            )


async def test_moved_codes_are_sold_as_the_other_denomination(stockroom):
    await stockroom.bring_in("moved-00-1", "moved-00-2")
    other = await another_sku(stockroom)
    assert await change(stockroom, "move", CodeFilter(sku_id=stockroom.stand.sku_id), to_sku_id=other) == 2
    with pytest.raises(OutOfStock):
        await stockroom.stand.place()
    stockroom.stand.sku_id = other
    assert (await stockroom.stand.place()).total.minor == 5_000
    assert (await stockroom.deeds())[-1] == ("codes.moved", {"codes": 2, "to_sku": str(other)})


async def test_codes_go_to_no_denomination_that_does_not_exist_and_never_all_at_once_by_mistake(stockroom):
    await stockroom.bring_in("nowhere-0-1")
    with pytest.raises(InvalidInput) as refused:
        await change(stockroom, "move", CodeFilter(ids=await stockroom.ids()), to_sku_id=new_id())
    assert refused.value.field == "to_sku"
    for chosen in (CodeFilter(), CodeFilter(state="free"), CodeFilter(hint="now")):
        with pytest.raises(InvalidInput, match="first"):
            await change(stockroom, "void", chosen)
        with pytest.raises(InvalidInput, match="first"):
            await summarize_change(stockroom.shop, "void", chosen, today=stockroom.now.date())


async def test_thousands_of_codes_change_in_one_act_with_one_record(stockroom):
    batch = await stockroom.bring_in(*(f"thousands-{n:05}" for n in range(4_500)))
    assert await change(stockroom, "void", CodeFilter(batch_id=batch.id)) == 4_500
    assert [deed for deed, _ in await stockroom.deeds()].count("codes.voided") == 1
    assert await stockroom.stand.codes() == {"void": 4_500}


async def test_only_what_the_filter_shows_is_changed(stockroom):
    late = await stockroom.bring_in("late-000-1", "late-000-2", expires_on="2999-01-01")
    await stockroom.bring_in("fresh-00-1")
    today = stockroom.now.date()
    await edit_batch(
        stockroom.shop,
        late.id,
        BatchTexts("", "", today.isoformat()),
        by=stockroom.mei,
        now=stockroom.now,
    )
    counts = (await count_sku(stockroom.shop, stockroom.stand.sku_id, today=today)).counts
    assert (counts.free, counts.expired, counts.unsold) == (1, 2, 3)
    expired = CodeFilter(sku_id=stockroom.stand.sku_id, state="expired")
    assert (await summarize_change(stockroom.shop, "void", expired, today=today)).changing == 2
    assert await change(stockroom, "void", expired) == 2
    assert await stockroom.stand.codes() == {"free": 1, "void": 2}


async def test_a_batch_is_given_another_day_and_what_is_sold_keeps_its_own(stockroom):
    batch = await stockroom.bring_in("day-0000-1", "day-0000-2", "day-0000-3")
    order = await stockroom.stand.place()
    async with shop_scope(stockroom.shop) as scope:
        await scope.execute("update code set state = 'sold' where purchase_id = $1", order.id)
    texts = BatchTexts("7.25", "Xinghai agency", "2998-12-31")
    await edit_batch(stockroom.shop, batch.id, texts, by=stockroom.mei, now=stockroom.now)
    async with shop_scope(stockroom.shop) as scope:
        rows = await scope.fetch("select state, expires_on from code order by rank")
    assert [(row["state"], row["expires_on"]) for row in rows] == [
        ("sold", None),
        ("free", date(2998, 12, 31)),
        ("free", date(2998, 12, 31)),
    ]
    batch = await read_batch(stockroom.shop, batch.id)
    assert (batch.unit_cost.minor, batch.supplier_note) == (725, "Xinghai agency")
    assert (await stockroom.deeds())[-1] == ("batch.changed", {"expires_on": "2998-12-31"})


async def test_an_expired_batch_is_not_sold(stockroom):
    batch = await stockroom.bring_in("over-000-1", expires_on="2999-01-01")
    yesterday = (stockroom.now - timedelta(days=1)).date().isoformat()
    await edit_batch(
        stockroom.shop, batch.id, BatchTexts(expires_on=yesterday), by=stockroom.mei, now=stockroom.now
    )
    with pytest.raises(OutOfStock):
        await stockroom.stand.place()


ACTS = st.lists(
    st.tuples(st.sampled_from(["void", "restore", "move", "order"]), st.integers(0, 5)), max_size=12
)


@given(acts=ACTS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_in_any_order_of_acts_no_code_is_lost_and_none_leaves_its_order(stockroom, acts):
    await stockroom.stand.set(unpaid_per_contact=0)
    mark, other = new_id().hex[-8:], await another_sku(stockroom)
    batch = await stockroom.bring_in(*(f"{mark}-{n}" for n in range(6)))
    async with shop_scope(stockroom.shop) as scope:
        rows = await scope.fetch("select id from code where batch_id = $1 order by rank", batch.id)
    ids, ordered = [row["id"] for row in rows], set()
    for act, place in acts:
        try:
            if act == "order":
                order = await stockroom.stand.place()
                async with shop_scope(stockroom.shop) as scope:
                    taken = await scope.fetch("select id from code where purchase_id = $1", order.id)
                ordered |= {row["id"] for row in taken}
            else:
                await change(
                    stockroom,
                    act,
                    CodeFilter(ids=[ids[place]]),
                    to_sku_id=other if act == "move" else None,
                )
        except (Refused, OutOfStock):
            continue
    async with shop_scope(stockroom.shop) as scope:
        rows = await scope.fetch("select id, state, purchase_id from code where batch_id = $1", batch.id)
    assert len(rows) == 6
    assert all((row["id"] in ordered) == (row["state"] == "reserved") for row in rows)
    await change_codes_away(stockroom, batch.id)


async def change_codes_away(stockroom, batch_id) -> None:
    """So that the next example's orders find its own codes alone."""
    async with shop_scope(stockroom.shop) as scope:
        await scope.execute("update code set state = 'void' where batch_id = $1 and state = 'free'", batch_id)
