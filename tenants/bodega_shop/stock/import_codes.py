"""Bring the codes of a decided import into stock, chunk by chunk.

A chunk's rows and the batch's progress commit together, so an import that was interrupted anywhere goes on exactly
there. After a few chunks the job makes room for other shops' work and lets a successor go on.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.stock.code_line import Phrase
from bodega_shop.stock.import_preview import DuplicateLine, NewCode
from bodega_shop.stock.import_report import MOST_LISTED, ImportReport, stored_report
from bodega_shop.stock.judge_upload import Upload, judge_alone
from bodega_shop.stock.mask_code import mask_code
from bodega_shop.stock.put_codes import Place, SealedCode, put_codes
from bodega_shop.stock.seal_upload import open_upload
from bodega_shop.stock.start_import import enqueue_import

CHUNK = 2_000
CHUNKS_PER_TURN = 25
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_BATCH = """
    select id, sku_id, source_name, upload, separator, encoding, total, created_at from batch
     where id = $1 and state = 'importing'"""

_HOLD = "select tried, imported, expires_on, fields, report from batch where id = $1 and state = 'importing' for update"

_MOVE = """
    update batch set tried = $2, imported = $3, report = $4, moved_at = $5, state = $6,
                     upload = case when $6::text = 'ready' then null else upload end,
                     finished_at = case when $6::text = 'ready' then $5::timestamptz end
     where id = $1"""

_FAIL = """
    update batch set state = 'failed', upload = null, report = $2, moved_at = $3, finished_at = $3
     where id = $1 and state = 'importing'"""


async def import_codes(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job: go on where the batch stands, for one turn."""
    batch_id = UUID(payload["batch"])
    async with shop_scope(shop) as scope:
        batch = await scope.fetchrow(_BATCH, batch_id)
    if batch is None:
        return
    codes = await _read(shop, batch, runtime.clock.now())
    for _ in range(CHUNKS_PER_TURN if codes is not None else 0):
        if not await _import_chunk(shop, batch, codes or [], runtime.clock.now()):
            return
    if codes is not None:
        await _let_successor_go_on(shop, batch_id)


async def _read(shop: Shop, batch: asyncpg.Record, now: datetime) -> list[NewCode] | None:
    """Every code of the upload, in its order; None when it cannot be read as its preview was."""
    upload = Upload(
        await open_upload(shop, batch["id"], batch["upload"]),
        batch["source_name"], batch["separator"], batch["encoding"] or None,
    )  # fmt: skip
    try:
        codes = (await judge_alone(shop, upload)).new
    except InvalidInput as error:
        await _fail(shop, batch["id"], Phrase(error.message, error.params), now)
        return None
    if len(codes) != batch["total"]:
        why = Phrase(
            "This upload reads otherwise than in its preview. What was imported up to here is in stock; upload the rest again."
        )
        await _fail(shop, batch["id"], why, now)
        return None
    return codes


async def _import_chunk(shop: Shop, batch: asyncpg.Record, codes: list[NewCode], now: datetime) -> bool:
    """Bring in the next chunk, whole or not at all; False when there is nothing more to do."""
    async with shop_scope(shop) as scope:
        tried = await scope.fetchval(
            "select tried from batch where id = $1 and state = 'importing'", batch["id"]
        )
    if tried is None:
        return False
    chunk = codes[tried : tried + CHUNK]
    sealed = await asyncio.to_thread(_seal, shop, batch, chunk, tried)
    async with shop_scope(shop) as scope:
        held = await scope.fetchrow(_HOLD, batch["id"])
        if held is None or held["tried"] != tried:
            return held is not None
        place = Place(batch["sku_id"], batch["id"], held["fields"], held["expires_on"])
        landed = await put_codes(scope, place, sealed)
        tried += len(sealed)
        state = "ready" if tried >= len(codes) else "importing"
        left_out = [each for each in zip(chunk, sealed, strict=True) if each[1].id not in landed]
        report = _with_duplicates(stored_report(held["report"]), left_out)
        imported = held["imported"] + len(landed)
        await scope.execute(_MOVE, batch["id"], tried, imported, report, now, state)
        if state == "ready":
            # Until the server counts by itself, orders would be planned for an empty shelf, and sort all of it.
            await scope.execute("analyze code")
    return state == "importing"


def _seal(shop: Shop, batch: asyncpg.Record, chunk: list[NewCode], start: int) -> list[SealedCode]:
    """Ranks follow the time of the preview and the order of its lines: what came first is sold first."""
    first_rank = (batch["created_at"] - EPOCH) // timedelta(microseconds=1) + start
    ids = [new_id() for _ in chunk]
    sealed = shop.vault.seal_many(
        [(code_id, code.text) for code_id, code in zip(ids, chunk, strict=True)],
        table="code",
        column="sealed",
    )
    return [
        SealedCode(code_id, secret, code.fingerprint, mask_code(code.text), first_rank + place)
        for place, (code_id, secret, code) in enumerate(zip(ids, sealed, chunk, strict=True))
    ]


def _with_duplicates(report: ImportReport, codes: list[tuple[NewCode, SealedCode]]) -> ImportReport:
    if not codes:
        return report
    room = MOST_LISTED - len(report.duplicate_lines)
    lines = [DuplicateLine(code.number, sealed.hint, None) for code, sealed in codes[:room]]
    return replace(
        report,
        in_stock=report.in_stock + len(codes),
        duplicate_lines=sorted([*report.duplicate_lines, *lines], key=lambda line: line.number),
    )


async def _let_successor_go_on(shop: Shop, batch_id: UUID) -> None:
    async with shop_scope(shop) as scope:
        tried = await scope.fetchval(
            "select tried from batch where id = $1 and state = 'importing'", batch_id
        )
        if tried is not None:
            await enqueue_import(scope, batch_id, tried)


async def _fail(shop: Shop, batch_id: UUID, why: Phrase, now: datetime) -> None:
    async with shop_scope(shop) as scope:
        report = stored_report(await scope.fetchval("select report from batch where id = $1", batch_id))
        await scope.execute(_FAIL, batch_id, replace(report, failure=why), now)
