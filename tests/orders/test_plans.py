"""The statements of every sale stay as quick with 20,000 sold codes and old statistics as on the first day."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega_shop.catalog import read_shelf
from bodega_shop.delivery import collect_order, deliver_order, reveal_codes
from bodega_shop.orders import find_order, insert_order, read_offers
from bodega_shop.payments import confirm_payment

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest_asyncio.fixture(scope="module")
async def old_shop(another_stand):
    """A shop whose statistics were taken when it held three codes, and which has sold 20,000 since."""
    stand = await another_stand()
    async with shop_scope(stand.shop) as scope:
        await scope.execute("analyze")
        await scope.execute(
            "insert into purchase (id, number, state, contact, contact_digest, locale, currency, total, address, source,"
            " consent, placed_at, expires_at)"
            " select gen_random_uuid(), 'old' || n, 'delivered', 'a', ('c' || n)::bytea, 'en', 'CNY', 1, 'a', 'api', '1',"
            " $1, $1 from generate_series(1, 20000) n",
            NOW,
        )
        await scope.execute(
            "insert into payment (id, purchase_id, channel_id, out_trade_no, attempt, amount, currency, state, created_at,"
            " expires_at) select gen_random_uuid(), id, $1, number || '01', 1, 1, 'CNY', 'succeeded', $2, $2 from purchase",
            stand.channel_id, NOW,
        )  # fmt: skip
        await scope.execute(
            "insert into code (id, sku_id, batch_id, sealed, hint, rank, state, purchase_id)"
            " select gen_random_uuid(), $1, (select id from batch), 'x', '', 1, 'sold', id from purchase",
            stand.sku_id,
        )
        await scope.execute(
            "insert into reveal (id, code_id, purchase_id, at, actor, via, address)"
            " select gen_random_uuid(), id, purchase_id, $1, 'buyer', 'api', 'a' from code where state = 'sold'",
            NOW,
        )
    return stand


async def plan(stand, sql: str, *args: object) -> dict[str, Any]:
    """The plan for these values."""
    async with shop_scope(stand.shop) as scope:
        answer = await scope.fetchval(f"explain (format json) {sql}", *args)
    return answer[0]["Plan"]


async def one_plan(stand, sql: str) -> dict[str, Any]:
    """The plan for all values, which is the one that an order's statements run with."""
    values = max(int(number) for number in re.findall(r"\$(\d+)", sql))
    async with shop_scope(stand.shop, one_plan=True) as scope:
        await scope.connection().execute(f"prepare asked as {sql}")
        answer = await scope.fetchval(f"explain (format json) execute asked ({', '.join(['null'] * values)})")
        await scope.connection().execute("deallocate asked")
    return answer[0]["Plan"]


def nodes(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield one
    for child in one.get("Plans", ()):
        yield from nodes(child)


def scans(one: dict[str, Any], table: str) -> set[tuple[str, str]]:
    """How a plan reads `table`: kinds of node with the index they use."""
    return {
        (node["Node Type"], node.get("Index Name", ""))
        for node in nodes(one)
        if node.get("Relation Name") == table and node["Node Type"] != "ModifyTable"
    }


async def test_picking_codes_walks_the_shelf_and_not_what_is_sold(old_shop):
    found = await one_plan(old_shop, insert_order._PLACE)
    assert scans(found, "code") == {("Index Scan", "code_on_shelf"), ("Index Scan", "code_pkey")}


async def test_filling_up_an_order_walks_the_shelf(old_shop):
    found = await plan(old_shop, deliver_order._RESERVE, old_shop.sku_id, NOW.date(), 2, new_id())
    assert scans(found, "code") == {("Index Scan", "code_on_shelf"), ("Index Scan", "code_pkey")}


async def test_confirming_a_payment_touches_its_own_rows_only(old_shop):
    for sql in (confirm_payment._CONFIRM, confirm_payment._CONFIRM_ALONE, confirm_payment._CONFIRM_AND_TELL):
        found = await one_plan(old_shop, sql)
        assert scans(found, "code") == {("Index Scan", "code_purchase")}
        assert scans(found, "payment") == {("Index Scan", "payment_out_trade_no_key")}
        assert scans(found, "purchase") == {("Index Scan", "purchase_pkey")}


async def test_opening_codes_reads_the_orders_own(old_shop):
    found = await one_plan(old_shop, reveal_codes._REVEAL)
    assert {index for _, index in scans(found, "code")} == {"code_purchase"}


async def test_collecting_an_order_reads_its_own_rows(old_shop):
    found = await one_plan(old_shop, collect_order._COLLECT)
    for table in ("code", "payment", "purchase", "reveal"):
        kinds = {kind for kind, _ in scans(found, table)}
        assert kinds <= {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}, table
    assert {index for _, index in scans(found, "purchase")} == {"purchase_number_key"}


async def test_counting_the_shelf_reads_the_shelf_alone(old_shop):
    page = await plan(old_shop, read_shelf._LIST, -1, UUID(int=0), None, "", 25, NOW.date(), 1000)
    for found in (page, await one_plan(old_shop, read_shelf._ONE)):
        assert {index for _, index in scans(found, "code")} == {"code_on_shelf"}


async def test_reading_an_offer_and_an_order_uses_indexes(old_shop):
    offer = await one_plan(old_shop, read_offers._SELECT)
    assert {index for _, index in scans(offer, "purchase")} == {
        "purchase_unpaid_contact",
        "purchase_unpaid_address",
        "purchase_idempotency",
    }
    assert all("Index Cond" in node for node in nodes(offer) if node.get("Relation Name") == "purchase")
    order = await one_plan(old_shop, find_order._SELECT)
    assert "Seq Scan" not in {kind for kind, _ in scans(order, "reveal") | scans(order, "payment")}


async def test_a_plan_made_while_the_shop_was_small_goes_by_key(another_stand):
    """A plan is kept while a rush fills the tables: one that reads a whole table would read ever more of it."""
    stand = await another_stand()
    async with shop_scope(stand.shop) as scope:
        await scope.execute("analyze")
    for sql in (
        insert_order._PLACE,
        confirm_payment._CONFIRM,
        confirm_payment._CONFIRM_AND_TELL,
        collect_order._COLLECT,
        read_offers._SELECT,
        read_shelf._ONE,
    ):
        found = list(nodes(await one_plan(stand, sql)))
        whole = [node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"]
        # There is one row of that.
        assert set(whole) <= {"profile"}, sql
        unkeyed = [
            node["Index Name"]
            for node in found
            if node["Node Type"].startswith("Index") and "Index Cond" not in node
        ]
        # A catalogue grows by hand, and its statistics with it.
        assert set(unkeyed) <= {"sku_product", "product_pkey", "category_pkey"}, sql
