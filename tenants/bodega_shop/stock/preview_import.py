"""Take in codes for a denomination: judge each line, keep the upload sealed, and show what an import would do.

Nothing is in stock before `start_import`. A preview nobody decides on is thrown away after a day.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed
from bodega_shop.stock.import_report import ImportReport, report_of
from bodega_shop.stock.judge_upload import Upload, judge_upload
from bodega_shop.stock.read_batch_texts import BatchFacts, BatchTexts, read_batch_texts
from bodega_shop.stock.seal_upload import seal_upload

LARGEST_UPLOAD_BYTES = 20 * 1024 * 1024
KEPT_UNDECIDED = timedelta(days=1)
MOST_UNDECIDED = 20
DISCARD_JOB = "stock.discard_preview"

_INSERT = """
    insert into batch (id, sku_id, state, source_name, supplier_note, unit_cost, currency, expires_on, upload, separator,
                       encoding, fields, report, total, imported, created_by, created_at)
    values ($1, $2, 'previewed', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15)"""


async def preview_import(
    shop: Shop, sku_id: UUID, texts: BatchTexts, upload: Upload, *, by: Actor, now: datetime
) -> UUID:
    """The id of the batch that waits for a decision.

    Raises `InvalidInput` naming the field, `UnreadableFile`, `Refused` while too many previews wait.
    """
    if len(upload.content) > LARGEST_UPLOAD_BYTES:
        raise InvalidInput("This file is larger than 20 MB. Please split it.", field="file")
    currency = await _ask_whether_it_may(shop, sku_id)
    facts = read_batch_texts(texts, currency, today=now.date())
    report = await judge_for_preview(shop, upload)
    batch_id = new_id()
    sealed = await seal_upload(shop, batch_id, upload.content)
    async with shop_scope(shop) as scope:
        await scope.execute(
            _INSERT, *_row(batch_id, sku_id, currency, facts, upload, sealed, report, by, now)
        )
        await record_deed(
            scope, "codes.previewed", str(batch_id), by=by, now=now, sku=str(sku_id), lines=report.distinct
        )
        await enqueue(scope, DISCARD_JOB, {"batch": batch_id}, after=now + KEPT_UNDECIDED)
    return batch_id


async def judge_for_preview(shop: Shop, upload: Upload) -> ImportReport:
    """What an import would do now. Raises `UnreadableFile`, and `InvalidInput` for a source without any line."""
    report = report_of(await judge_upload(shop, upload))
    if not report.distinct + report.repeated + report.refused:
        raise InvalidInput("There is no code in it.", field="file" if upload.name else "text")
    return report


async def _ask_whether_it_may(shop: Shop, sku_id: UUID) -> str:
    """The currency of the denomination, in which its codes were bought."""
    async with shop_scope(shop) as scope:
        currency: str | None = await scope.fetchval("select currency from sku where id = $1", sku_id)
        undecided = await _count_undecided(scope)
    if currency is None:
        raise InvalidInput("Please choose one of these.", field="sku")
    if undecided >= MOST_UNDECIDED:
        raise Refused(
            "%(count)s previews wait for a decision. Import or throw away some of them first.",
            count=undecided,
        )
    return currency


async def _count_undecided(scope: Scope) -> int:
    return int(await scope.fetchval("select count(*) from batch where state = 'previewed'"))


def _row(
    batch_id: UUID,
    sku_id: UUID,
    currency: str,
    facts: BatchFacts,
    upload: Upload,
    sealed: bytes,
    report: ImportReport,
    by: Actor,
    now: datetime,
) -> tuple[Any, ...]:
    return (
        batch_id, sku_id, upload.name, facts.supplier_note, facts.unit_cost, currency, facts.expires_on, sealed,
        upload.separator, upload.encoding or "", max(len(report.labels), 1), report, report.distinct, by.account_id, now,
    )  # fmt: skip
