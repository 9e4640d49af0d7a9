"""The reports as staff see them: spans, files with their digests, who is missing, and who took which file away."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound

_RUNS = """
    select r.id, r.kind, r.begins, r.ends, r.due_on, r.state, r.edition, r.shops, r.missing, r.unknown, r.started_at,
           r.made_at, r.handed_in_at, r.handed_in_by,
           (select count(*)::integer from report_part p where p.run_id = r.id) as asked,
           (select count(*)::integer from report_part p where p.run_id = r.id and p.state <> 'told') as waiting
      from report_run r """
_FILES = """
    select f.id, f.edition, f.name, f.size, f.digest, f.rows, f.made_at, f.erased_at
      from report_file f where f.run_id = $1 order by f.edition desc, f.name"""
_MISSING = """
    select p.shop_id, s.name, p.state, p.problem from report_part p join shop s on s.id = p.shop_id
     where p.run_id = $1 and p.state <> 'told' order by s.name, p.shop_id limit 200"""
_DOWNLOADS = """
    select d.at, d.actor, d.address, f.name from report_download d join report_file f on f.id = d.file_id
     where f.run_id = $1 order by d.at desc limit 50"""
_OPEN = "select count(*) from report_run where handed_in_at is null and due_on <= $1"


@dataclass(frozen=True)
class Report:
    """`waiting` shops did not tell yet; `missing` and `unknown` are counts of the last edition."""

    id: UUID
    kind: str
    begins: date
    ends: date
    due_on: date
    state: str
    edition: int
    shops: int
    missing: int
    unknown: int
    started_at: datetime
    made_at: datetime | None
    handed_in_at: datetime | None
    handed_in_by: str
    asked: int
    waiting: int


@dataclass(frozen=True)
class ReportFile:
    id: UUID
    edition: int
    name: str
    size: int
    digest: bytes
    rows: int
    made_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True)
class ReportSheet:
    """One report with everything that belongs to it; of downloads the last fifty."""

    report: Report
    files: list[ReportFile]
    missing: list[tuple[UUID, str, str, str]]
    downloads: list[tuple[datetime, str, str, str]]


async def list_reports() -> list[Report]:
    """The newest first."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_RUNS + "order by r.ends desc, r.kind limit 100")
    return [Report(**dict(row)) for row in rows]


async def read_report(run_id: UUID) -> ReportSheet:
    """Raises `NotFound`."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_RUNS + "where r.id = $1", run_id)
        if row is None:
            raise NotFound
        return ReportSheet(
            Report(**dict(row)),
            [ReportFile(**dict(one)) for one in await scope.fetch(_FILES, run_id)],
            await _rows(scope, _MISSING, run_id),
            await _rows(scope, _DOWNLOADS, run_id),
        )


async def count_open_reports(until: date) -> int:
    """Those that are due by that day and were not handed in."""
    async with platform_scope() as scope:
        return int(await scope.fetchval(_OPEN, until))


async def _rows(scope: Scope, sql: str, run_id: UUID) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await scope.fetch(sql, run_id)]
