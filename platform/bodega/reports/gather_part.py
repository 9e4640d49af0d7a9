"""Ask one shop what it took in the span of a report. The shop derives it anew from its own books each time."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.jobs import enqueue
from bodega.plugins.standing_door import Income
from bodega.reports.periods import IDENTITIES, moment, year_before
from bodega.reports.start_report import MAKE_JOB
from bodega.runtime import Runtime
from bodega.storefinder.ask_shops import standing_doors

_RUN = """
    select r.kind, r.begins, r.ends from report_run r join report_part p on p.run_id = r.id and p.shop_id = $2
     where r.id = $1 and p.state <> 'told'"""
_TOLD = """
    update report_part set state = 'told', sums = $3, problem = '', told_at = $4
     where run_id = $1 and shop_id = $2 and state <> 'told'"""
_FAILED = """
    update report_part set state = 'failed', problem = $3 where run_id = $1 and shop_id = $2 and state <> 'told'"""
_ALL_TOLD = """
    select not exists (select 1 from report_part where run_id = $1 and state <> 'told')
       and exists (select 1 from report_run where id = $1 and state = 'gathering')"""

log = structlog.get_logger()


async def gather_part(runtime: Runtime, payload: Mapping[str, Any]) -> None:
    """The job of one shop. What goes wrong is kept beside its name, and asked for again the next morning."""
    run_id, shop_id = UUID(payload["run_id"]), UUID(payload["shop_id"])
    async with platform_scope() as scope:
        run = await scope.fetchrow(_RUN, run_id, shop_id)
    if run is None:
        return
    # Whether sales are small is told by a year, not by half of one.
    begins = year_before(run["ends"]) if run["kind"] == IDENTITIES else run["begins"]
    try:
        sums = await _read(runtime, shop_id, moment(begins), moment(run["ends"]))
    except (BodegaError, asyncpg.PostgresError, OSError) as error:
        log.warning("report_part_failed", shop=str(shop_id), error=str(error))
        async with platform_scope() as scope:
            await scope.execute(_FAILED, run_id, shop_id, type(error).__name__)
        return
    async with platform_scope() as scope:
        await scope.execute(_TOLD, run_id, shop_id, [asdict(one) for one in sums], runtime.clock.now())
        if await scope.fetchval(_ALL_TOLD, run_id):
            await enqueue(scope, MAKE_JOB, {"run_id": str(run_id)}, once=str(run_id))


async def _read(runtime: Runtime, shop_id: UUID, begins: datetime, ends: datetime) -> Sequence[Income]:
    shop = await runtime.directory.by_id(shop_id)
    return [one for door in standing_doors(runtime) for one in await door.read_income(shop, begins, ends)]
