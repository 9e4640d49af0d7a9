"""Decide for an import: from here on a job brings the codes into stock."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import Refused, StateConflict
from bodega.kernel.jobs import enqueue
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed
from bodega_shop.stock.import_report import stored_report

IMPORT_JOB = "stock.import"
LESS_URGENT = -10
STALLED_AFTER = timedelta(minutes=2)


async def start_import(shop: Shop, batch_id: UUID, *, by: Actor, now: datetime) -> None:
    """Raises `StateConflict` when that was decided already, `Refused` when nothing of it is new."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(
            "select report, sku_id from batch where id = $1 and state = 'previewed' for update", batch_id
        )
        if row is None:
            raise StateConflict("This preview was imported or thrown away in the meantime.")
        report = stored_report(row["report"])
        if not report.new:
            raise Refused("Nothing of this is new: there is nothing to import.")
        # Each code's own insert finds out anew whether it is in stock, so that list begins empty.
        repeated = [line for line in report.duplicate_lines if line.earlier is not None]
        await scope.execute(
            "update batch set state = 'importing', report = $2, moved_at = $3 where id = $1",
            batch_id, replace(report, in_stock=0, duplicate_lines=repeated), now,
        )  # fmt: skip
        await record_deed(
            scope, "codes.imported", str(batch_id), by=by, now=now, sku=str(row["sku_id"]), codes=report.new
        )
        await enqueue_import(scope, batch_id, 0)


async def continue_import(shop: Shop, batch_id: UUID, *, now: datetime) -> None:
    """Give an import that stands still another push. Raises `StateConflict` while it moves, or is over."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(
            "update batch set moved_at = $2 where id = $1 and state = 'importing' and moved_at < $3 returning tried",
            batch_id, now, now - STALLED_AFTER,
        )  # fmt: skip
        if row is None:
            raise StateConflict
        await enqueue_import(scope, batch_id, row["tried"])


async def enqueue_import(scope: Scope, batch_id: UUID, tried: int) -> None:
    """One job for each place where an import goes on, behind everything that a buyer waits for."""
    await enqueue(scope, IMPORT_JOB, {"batch": batch_id}, once=f"{batch_id}:{tried}", urgency=LESS_URGENT)
