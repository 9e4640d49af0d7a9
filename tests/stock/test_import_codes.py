"""Mei imports codes: a preview, a decision, and codes in stock, each once, however often things break off."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, Refused, StateConflict
from bodega.kernel.ids import new_id
from bodega_shop.stock.code_line import Phrase
from bodega_shop.stock.decode_text_file import UnreadableFile
from bodega_shop.stock.discard_import import discard_forgotten, discard_import
from bodega_shop.stock.import_codes import import_codes
from bodega_shop.stock.list_batches import list_batches, read_batch
from bodega_shop.stock.preview_import import DISCARD_JOB, MOST_UNDECIDED
from bodega_shop.stock.put_codes import Place, put_codes, sealed_code
from bodega_shop.stock.read_again import read_again
from bodega_shop.stock.start_import import STALLED_AFTER, continue_import, start_import

CODES = [f"XINGHAI2611{n:06}----{n * 7919 % 10**8:08}" for n in range(20)]


async def test_a_preview_says_what_would_happen_and_puts_nothing_into_stock(stockroom):
    await stockroom.bring_in(CODES[0])
    batch_id = await stockroom.preview(
        *CODES[:3], CODES[1], "only one field", "",
        unit_cost="8.50", supplier_note=" 云听  代理 ", expires_on="2999-01-31",
    )  # fmt: skip
    batch = await read_batch(stockroom.shop, batch_id)
    report = batch.report
    assert (report.new, report.in_stock, report.repeated, report.refused) == (2, 1, 1, 1)
    assert [(line.number, line.earlier) for line in report.duplicate_lines] == [(1, None), (4, 2)]
    assert report.refused_lines[0].reason.params == {"count": 1, "usual": 2}
    assert report.labels == (Phrase("Card number"), Phrase("Password"))
    assert report.samples[0] == ("XI••••01", "0••••9")
    assert (batch.state, batch.unit_cost.to_decimal_text(), batch.supplier_note) == (
        "previewed",
        "8.50",
        "云听 代理",
    )
    assert (report.separator, batch.created_by) == ("dashes", None)
    assert await stockroom.stand.codes() == {"free": 1}


async def test_after_an_import_the_server_knows_how_large_the_stock_is(stockroom):
    await stockroom.bring_in(*CODES)
    async with shop_scope(stockroom.shop) as scope:
        known = await scope.fetchval("select reltuples::int from pg_class where oid = 'code'::regclass")
    assert known == len(CODES)


async def test_what_is_decided_for_is_imported_in_the_order_of_its_lines(stockroom):
    batch = await stockroom.bring_in(*CODES, unit_cost="8.50", expires_on="2999-01-31")
    assert (batch.state, batch.imported, batch.tried, batch.total) == ("ready", 20, 20, 20)
    async with shop_scope(stockroom.shop) as scope:
        rows = await scope.fetch("select hint, fields, expires_on, batch_id from code order by rank")
        upload = await scope.fetchval("select upload from batch")
    assert [row["hint"][:8] for row in rows] == [f"XI••••{n:02}" for n in range(20)]
    assert {(row["fields"], str(row["expires_on"]), row["batch_id"]) for row in rows} == {
        (2, "2999-01-31", batch.id)
    }
    assert upload is None
    assert (await stockroom.deeds())[-1] == (
        "codes.imported",
        {"sku": str(stockroom.stand.sku_id), "codes": 20},
    )


async def test_what_was_imported_first_is_sold_first(stockroom):
    await stockroom.bring_in("OLDER-000-A", "OLDER-000-B")
    await stockroom.bring_in("NEWER-000-A")
    first, second, _ = await stockroom.ids()
    order = await stockroom.stand.place(quantity=2)
    async with shop_scope(stockroom.shop) as scope:
        reserved = await scope.fetch("select id from code where purchase_id = $1 order by rank", order.id)
    assert [row["id"] for row in reserved] == [first, second]


async def test_importing_the_same_codes_again_finds_every_one_in_stock(stockroom):
    await stockroom.bring_in(*CODES)
    again = await stockroom.preview(*reversed(CODES))
    report = (await read_batch(stockroom.shop, again)).report
    assert (report.new, report.in_stock) == (0, 20)
    with pytest.raises(Refused, match="nothing to import"):
        await start_import(stockroom.shop, again, by=stockroom.mei, now=stockroom.now)
    assert await stockroom.stand.codes() == {"free": 20}


@given(uploads=st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=40), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_imported_each_code_lands_once_and_every_line_is_accounted_for(stockroom, uploads):
    mark, before = new_id().hex, len(await stockroom.ids())
    for numbers in uploads:
        batch_id = await stockroom.preview(*(f"{mark}-{number:04}" for number in numbers))
        batch = await read_batch(stockroom.shop, batch_id)
        if not batch.report.new:
            await discard_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
            continue
        await start_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
        await stockroom.work()
        batch = await read_batch(stockroom.shop, batch_id)
        assert batch.imported + batch.report.in_stock + batch.report.repeated == len(numbers)
    assert len(await stockroom.ids()) - before == len({number for numbers in uploads for number in numbers})


async def test_the_same_codes_in_two_imports_at_once_land_once(stockroom):
    """Both previews call them new; whoever comes second finds them in stock, and neither waits for ever."""
    codes = [f"twice-{n:05}" for n in range(3_000)]
    one, other = await stockroom.preview(*codes), await stockroom.preview(*reversed(codes))
    for batch_id in (one, other):
        await start_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
    runtime, shop = stockroom.street.runtime, stockroom.shop
    await asyncio.gather(*(import_codes(runtime, shop, {"batch": str(each)}) for each in (one, other)))
    batches = [await read_batch(shop, batch_id) for batch_id in (one, other)]
    assert [batch.state for batch in batches] == ["ready", "ready"]
    assert sum(batch.imported for batch in batches) == 3_000
    assert sum(batch.report.in_stock for batch in batches) == 3_000
    assert all(line.earlier is None for batch in batches for line in batch.report.duplicate_lines)
    assert await stockroom.stand.codes() == {"free": 3_000}


async def test_two_imports_of_the_same_codes_wait_for_one_another_and_never_cross(stockroom):
    """A third transaction holds one of the codes until both imports stand, each with codes that the other wants."""
    codes, elsewhere = [f"crossed-{n:04}" for n in range(200)], await stockroom.bring_in("another batch")
    ids = [await stockroom.preview(*some) for some in (codes, codes[::-1])]
    for batch_id in ids:
        await start_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
    runtime, shop, blocked = stockroom.street.runtime, stockroom.shop, asyncio.Event()

    async def hold() -> None:
        async with shop_scope(shop) as scope:
            await put_codes(
                scope, Place(stockroom.stand.sku_id, elsewhere.id), [sealed_code(shop, codes[100], 0)]
            )
            blocked.set()
            while await waiting_for_locks(stockroom) < 2:
                await asyncio.sleep(0.02)
            raise Refused("the third transaction gives up")

    holding = asyncio.create_task(hold())
    await blocked.wait()
    await asyncio.gather(*(import_codes(runtime, shop, {"batch": str(batch_id)}) for batch_id in ids))
    with pytest.raises(Refused):
        await holding
    assert await stockroom.stand.codes() == {"free": 201}


async def waiting_for_locks(stockroom) -> int:
    """Only transactions on codes of this shop wait here: nobody else works in it."""
    return await stockroom.street.owner_pool.fetchval(
        "select count(*) from pg_locks where not granted and locktype = 'transactionid'"
    )


async def test_one_import_run_by_two_workers_at_once_is_one_import(stockroom):
    batch_id = await stockroom.preview(*(f"both-{n:05}" for n in range(5_000)))
    await start_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
    job = import_codes(stockroom.street.runtime, stockroom.shop, {"batch": str(batch_id)})
    again = import_codes(stockroom.street.runtime, stockroom.shop, {"batch": str(batch_id)})
    await asyncio.gather(job, again)
    batch = await read_batch(stockroom.shop, batch_id)
    assert (batch.state, batch.imported, batch.report.in_stock) == ("ready", 5_000, 0)


async def test_an_import_that_breaks_off_goes_on_where_it_stopped(stockroom):
    """PostgreSQL itself refuses a row of the third chunk, until it does not."""
    batch_id = await stockroom.preview(*(f"torn-{n:05}" for n in range(9_000)))
    await start_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
    runtime, payload = stockroom.street.runtime, {"batch": str(batch_id)}
    async with shop_scope(stockroom.shop) as scope:
        begin = await scope.fetchval("select (extract(epoch from created_at) * 1000000)::bigint from batch")
        await scope.execute(f"alter table code add constraint torn check (rank <> {begin + 5_000})")
    for _ in range(2):
        with pytest.raises(asyncpg.CheckViolationError):
            await import_codes(runtime, stockroom.shop, payload)
        batch = await read_batch(stockroom.shop, batch_id)
        assert (batch.state, batch.tried, batch.imported) == ("importing", 4_000, 4_000)
        assert await stockroom.stand.codes() == {"free": 4_000}
    async with shop_scope(stockroom.shop) as scope:
        await scope.execute("alter table code drop constraint torn")
    await import_codes(runtime, stockroom.shop, payload)
    batch = await read_batch(stockroom.shop, batch_id)
    assert (batch.state, batch.imported, batch.report.in_stock) == ("ready", 9_000, 0)
    assert await stockroom.stand.codes() == {"free": 9_000}


async def test_a_hundred_thousand_lines_come_in_by_turns_while_an_order_is_placed(stockroom):
    await stockroom.bring_in("first-on-the-shelf")
    batch_id = await stockroom.preview(*(f"many-{n:06}" for n in range(100_000)), "many-000000")
    await start_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
    (job,) = await stockroom.queued()
    assert job["priority"] < 0
    working = asyncio.create_task(stockroom.work())
    while not (await read_batch(stockroom.shop, batch_id)).tried:
        await asyncio.sleep(0.01)
    order = await stockroom.stand.place()
    assert not working.done()
    assert await working == 2
    batch = await read_batch(stockroom.shop, batch_id)
    assert (order.state, batch.state, batch.imported, batch.report.repeated) == (
        "pending",
        "ready",
        100_000,
        1,
    )
    assert await stockroom.stand.codes() == {"free": 100_000, "reserved": 1}


async def test_no_code_and_no_upload_lies_readable_in_the_database(stockroom):
    """A dump of every column of every table of the shop, and of the queue, before, during and after an import."""
    secrets = [code for line in CODES for code in (line, *line.split("----"))]
    await stockroom.bring_in(*CODES[:10])
    waiting = await stockroom.preview(*CODES, "x" * 5, name="卡密.txt")
    assert not [secret for secret in secrets if secret in await dump(stockroom)]
    await start_import(stockroom.shop, waiting, by=stockroom.mei, now=stockroom.now)
    assert not [secret for secret in secrets if secret in await dump(stockroom)]
    await stockroom.work()
    assert not [secret for secret in secrets if secret in await dump(stockroom)]


async def dump(stockroom) -> str:
    """Bytes are read as text too: a code hidden only in a bytea column would still be readable."""
    texts = []
    tables = [(stockroom.shop.schema, None), ("queue", "pgqueuer"), ("queue", "pgqueuer_log")]
    for schema, only in tables:
        names = [only] if only else [
            row["tablename"]
            for row in await stockroom.street.owner_pool.fetch("select tablename from pg_tables where schemaname = $1", schema)
        ]  # fmt: skip
        for name in names:
            if schema == "queue":
                rows = await stockroom.street.owner_pool.fetch(f"select * from {schema}.{name}")
            else:
                async with shop_scope(stockroom.shop) as scope:
                    rows = await scope.fetch(f"select * from {name}")
            texts += [
                value.decode("latin-1") if isinstance(value, bytes) else str(value)
                for row in rows
                for value in row.values()
            ]
    return "\n".join(texts)


async def test_a_preview_is_read_again_with_another_separator_or_encoding(stockroom):
    lines = "星海,000123\n云听,000456\n".encode("gb18030")
    batch_id = await stockroom.preview(content=lines, name="codes.txt")
    batch = await read_batch(stockroom.shop, batch_id)
    assert (batch.report.encoding, batch.report.separator) == ("GB18030", "comma")
    await read_again(stockroom.shop, batch_id, separator="none", encoding="")
    batch = await read_batch(stockroom.shop, batch_id)
    assert (batch.report.separator, len(batch.report.labels), batch.separator) == ("none", 1, "none")
    with pytest.raises(UnreadableFile):
        await read_again(stockroom.shop, batch_id, separator="none", encoding="UTF-8")
    for separator, encoding in (("pipe", ""), ("", "EBCDIC")):
        with pytest.raises(InvalidInput):
            await read_again(stockroom.shop, batch_id, separator=separator, encoding=encoding)
    await start_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
    await stockroom.work()
    async with shop_scope(stockroom.shop) as scope:
        assert await scope.fetchval("select array_agg(distinct fields) from code") == [1]
    with pytest.raises(StateConflict):
        await read_again(stockroom.shop, batch_id, separator="comma", encoding="")


async def test_a_preview_that_is_thrown_away_leaves_nothing(stockroom):
    batch_id = await stockroom.preview(*CODES)
    await discard_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
    batch = await read_batch(stockroom.shop, batch_id)
    async with shop_scope(stockroom.shop) as scope:
        assert await scope.fetchval("select upload from batch") is None
    assert batch.state == "discarded"
    for deed in (start_import, discard_import):
        with pytest.raises(StateConflict):
            await deed(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)


async def test_a_preview_nobody_decides_on_is_thrown_away_by_a_job_and_an_import_is_not(stockroom):
    forgotten, decided = await stockroom.preview(CODES[0]), await stockroom.preview(CODES[1])
    await start_import(stockroom.shop, decided, by=stockroom.mei, now=stockroom.now)
    jobs = await stockroom.queued(DISCARD_JOB)
    assert len(jobs) == 2
    for batch_id in (forgotten, decided):
        await discard_forgotten(stockroom.street.runtime, stockroom.shop, {"batch": str(batch_id)})
    await stockroom.work()
    states = {batch.id: batch.state for batch in (await list_batches(stockroom.shop))[0]}
    assert states == {forgotten: "discarded", decided: "ready"}


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"unit_cost": "8,50"}, "unit_cost"),
        ({"unit_cost": "-1"}, "unit_cost"),
        ({"supplier_note": "云" * 201}, "supplier_note"),
        ({"expires_on": "soon"}, "expires_on"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": "3000-01-01"}, "expires_on"),
    ],
)
async def test_what_cannot_be_a_batch_is_refused_beside_its_field(stockroom, texts, field):
    with pytest.raises(InvalidInput) as refused:
        await stockroom.preview(CODES[0], **texts)
    assert refused.value.field == field


async def test_an_upload_without_any_line_and_an_unknown_denomination_are_refused(stockroom):
    with pytest.raises(InvalidInput, match="no code"):
        await stockroom.preview("", "  ", "")
    stockroom.stand.sku_id = new_id()
    with pytest.raises(InvalidInput) as refused:
        await stockroom.preview(CODES[0])
    assert refused.value.field == "sku"


async def test_only_so_many_previews_wait(stockroom):
    for number in range(MOST_UNDECIDED):
        await stockroom.preview(f"waits-{number}")
    with pytest.raises(Refused, match="wait for a decision"):
        await stockroom.preview("one too many")


async def test_an_import_that_stands_still_can_be_pushed_on_and_one_that_moves_cannot(stockroom):
    batch_id = await stockroom.preview(*CODES)
    await start_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
    await stockroom.street.owner_pool.execute(
        "delete from queue.pgqueuer where shop = $1", stockroom.shop.schema
    )
    with pytest.raises(StateConflict):
        await continue_import(stockroom.shop, batch_id, now=stockroom.now)
    later = stockroom.now + STALLED_AFTER + timedelta(seconds=1)
    assert (await read_batch(stockroom.shop, batch_id)).stands_still(later)
    await continue_import(stockroom.shop, batch_id, now=later)
    await stockroom.work()
    assert (await read_batch(stockroom.shop, batch_id)).state == "ready"


async def test_an_upload_that_reads_otherwise_than_in_its_preview_fails_with_a_reason(stockroom):
    batch_id = await stockroom.preview(*CODES)
    await start_import(stockroom.shop, batch_id, by=stockroom.mei, now=stockroom.now)
    async with shop_scope(stockroom.shop) as scope:
        await scope.execute("update batch set total = 21")
    await stockroom.work()
    batch = await read_batch(stockroom.shop, batch_id)
    assert (batch.state, batch.imported) == ("failed", 0)
    assert "otherwise" in batch.report.failure.msgid
    async with shop_scope(stockroom.shop) as scope:
        assert await scope.fetchval("select upload from batch") is None


async def test_the_lists_of_a_report_are_cut_and_its_counts_are_not(stockroom):
    lines = [f"kept-{n % 2_000:05}----pass" for n in range(4_000)]
    batch = await stockroom.bring_in(*lines, *(f"too----many----{n}" for n in range(1_500)))
    assert (batch.report.repeated, len(batch.report.duplicate_lines)) == (2_000, 1_000)
    assert (batch.report.refused, len(batch.report.refused_lines)) == (1_500, 1_000)
    assert batch.imported == 2_000
