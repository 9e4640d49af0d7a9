"""Bring the codes of a decided import into stock, chunk by chunk.

A chunk's rows and the batch's progress commit together, so an import that was interrupted anywhere goes on exactly
there. After a few chunks the job makes room for other shops' work and lets a successor go on.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.stock.code_line import Phrase
from bodega_shop.stock.import_preview import DuplicateLine, NewCode
from bodega_shop.stock.import_report import MOST_LISTED, ImportReport, stored_report
from bodega_shop.stock.judge_upload import Upload, judge_alone
from bodega_shop.stock.mask_code import mask_code
from bodega_shop.stock.seal_upload import open_upload
from bodega_shop.stock.start_import import enqueue_import

CHUNK = 2_000
CHUNKS_PER_TURN = 25
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_BATCH = """
    select id, sku_id, source_name, upload, separator, encoding, total, created_at from batch
     where id = $1 and state = 'importing'"""

_HOLD = "select tried, imported, expires_on, fields, report from batch where id = $1 and state = 'importing' for update"

# In the order of fingerprints, so that two imports of the same codes wait for one another and never cross.
_LAND = """
    with given as materialized (
        select * from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::text[], $5::bigint[])
            as given (id, sealed, fingerprint, hint, rank)
    ), landed as (
        insert into code (id, sku_id, batch_id, sealed, fingerprint, hint, fields, rank, state, expires_on)
        select id, $6, $7, sealed, fingerprint, hint, $8, rank, 'free', $9 from given order by fingerprint
        on conflict (fingerprint) do nothing
        returning id
    )
    select id from landed"""

_MOVE = """
    update batch set tried = $2, imported = $3, report = $4, moved_at = $5, state = $6,
                     upload = case when $6::text = 'ready' then null else upload end,
                     finished_at = case when $6::text = 'ready' then $5::timestamptz end
     where id = $1"""

_FAIL = """
    update batch set state = 'failed', upload = null, report = $2, moved_at = $3, finished_at = $3
     where id = $1 and state = 'importing'"""


@dataclass(frozen=True, slots=True)
class SealedCode:
    """One code as its row will hold it; `number` is its line in the source."""

    number: int
    id: UUID
    sealed: bytes
    fingerprint: bytes
    hint: str
    rank: int


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
    sealed = await asyncio.to_thread(partial(_seal, shop, batch, codes, tried))
    async with shop_scope(shop) as scope:
        held = await scope.fetchrow(_HOLD, batch["id"])
        if held is None or held["tried"] != tried:
            return held is not None
        landed = await _land(scope, batch, held, sealed)
        tried += len(sealed)
        state = "ready" if tried >= len(codes) else "importing"
        report = _with_duplicates(
            stored_report(held["report"]), [code for code in sealed if code.id not in landed]
        )
        imported = held["imported"] + len(landed)
        await scope.execute(_MOVE, batch["id"], tried, imported, report, now, state)
        if state == "ready":
            # Until the server counts by itself, orders would be planned for an empty shelf, and sort all of it.
            await scope.execute("analyze code")
    return state == "importing"


def _seal(shop: Shop, batch: asyncpg.Record, codes: list[NewCode], start: int) -> list[SealedCode]:
    """Ranks follow the time of the preview and the order of its lines: what came first is sold first."""
    first_rank = (batch["created_at"] - EPOCH) // timedelta(microseconds=1) + start
    chunk = [(new_id(), code) for code in codes[start : start + CHUNK]]
    sealed = shop.vault.seal_many(
        [(code_id, code.text) for code_id, code in chunk], table="code", column="sealed"
    )
    return [
        SealedCode(code.number, code_id, secret, code.fingerprint, mask_code(code.text), first_rank + place)
        for place, ((code_id, code), secret) in enumerate(zip(chunk, sealed, strict=True))
    ]


async def _land(
    scope: Scope, batch: asyncpg.Record, held: asyncpg.Record, sealed: list[SealedCode]
) -> set[UUID]:
    """The ids of those that were not in stock."""
    rows = await scope.fetch(
        _LAND,
        [code.id for code in sealed], [code.sealed for code in sealed], [code.fingerprint for code in sealed],
        [code.hint for code in sealed], [code.rank for code in sealed],
        batch["sku_id"], batch["id"], held["fields"], held["expires_on"],
    )  # fmt: skip
    return {row["id"] for row in rows}


def _with_duplicates(report: ImportReport, codes: list[SealedCode]) -> ImportReport:
    if not codes:
        return report
    room = MOST_LISTED - len(report.duplicate_lines)
    lines = [DuplicateLine(code.number, code.hint, None) for code in codes[:room]]
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
