"""The desk stays quick in a large shop: its list reads no order and no day, and the night reads only the days it folds."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega_shop.insight import fold_days, list_scores
from bodega_shop.insight.list_scores import SelectionFilter

GOODS, ORDERS = 5_000, 20_000


@pytest_asyncio.fixture(scope="module")
async def large_shop(another_stand):
    """Five thousand goods that were judged, twenty thousand orders over two hundred days."""
    stand = await another_stand()
    now = stand.street.runtime.clock.now()
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)"
            " select gen_random_uuid(), (select id from product), n || '元', n, 'CNY', 1, 5, true, n from generate_series(1, $1) n",
            GOODS,
        )  # fmt: skip
        await scope.execute(
            "insert into selection_score (sku_id, score, demand_part, margin_part, risk_part, supply_part, units, stock, cases,"
            " labels, counted_at) select id, price % 101, 0, 0, 20, 0, 0, 0, 0,"
            " case when price % 100 = 0 then array['riser'] else '{}' end, $1 from sku where price < 5001",
            now,
        )
        await scope.execute(
            "insert into purchase (id, number, state, contact, contact_digest, locale, currency, total, address, source,"
            " consent, placed_at, expires_at) select gen_random_uuid(), 'large' || n, 'delivered', 'a', 'c', 'en', 'CNY', 1,"
            " 'a', 'api', '1', $1::timestamptz - n * interval '14 minutes', $1 from generate_series(1, $2) n",
            now, ORDERS,
        )  # fmt: skip
        await scope.execute(
            "insert into purchase_line (id, purchase_id, sku_id, product_id, product_title, sku_name, quantity, unit_price,"
            " amount, reasons) select gen_random_uuid(), id, $1, id, 'a', 'a', 1, 1, 1, '[]' from purchase",
            stand.sku_id,
        )
        await scope.execute("analyze")
    return stand


async def plan(stand, sql: str, *args: object) -> dict[str, Any]:
    async with shop_scope(stand.shop) as scope:
        answer = await scope.fetchval(f"explain (format json) {sql}", *args)
    return answer[0]["Plan"]


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for below in tree.get("Plans", []):
        yield from nodes(below)


async def test_the_list_reads_scores_and_names_and_no_order(large_shop):
    tree = await plan(large_shop, list_scores.LIST, [], "", None, 51, 0)
    read = {node["Relation Name"] for node in nodes(tree) if "Relation Name" in node}
    assert read == {"selection_score", "sku", "product"}
    first = [node for node in nodes(tree) if node.get("Relation Name") == "selection_score"]
    assert [node.get("Index Name") for node in first] == ["selection_score_best"]


async def test_a_filtered_page_of_five_thousand_goods_is_one_look(large_shop):
    found = await list_scores.list_scores(large_shop.shop, SelectionFilter("rising"))
    assert len(found.rows) == 50
    assert not found.more
    assert [one.score for one in found.rows] == sorted((one.score for one in found.rows), reverse=True)


async def test_a_page_leads_to_the_next_one(large_shop):
    first = await list_scores.list_scores(large_shop.shop, SelectionFilter(), page=1)
    second = await list_scores.list_scores(large_shop.shop, SelectionFilter(), page=2)
    assert first.more
    assert first.rows[-1].score >= second.rows[0].score
    assert not {one.sku_id for one in first.rows} & {one.sku_id for one in second.rows}


async def test_a_day_is_folded_from_the_orders_of_that_day(large_shop):
    now = large_shop.street.runtime.clock.now()
    day = now.date() - timedelta(days=9)
    tree = await plan(large_shop, fold_days.FOLD, day, now - timedelta(days=9), now - timedelta(days=8))
    indexes = {node.get("Index Name") for node in nodes(tree)}
    assert "purchase_placed" in indexes
    scanned = {node.get("Relation Name") for node in nodes(tree) if node["Node Type"] == "Seq Scan"}
    assert "purchase" not in scanned
