"""Write the audit trail as CSV for a spreadsheet or as JSON for a program, line by line; the export is on the record."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from bodega.kernel.database import platform_scope
from bodega.staff.audit import record
from bodega.staff.read_audit import AuditFilter, AuditLine, every_audit_line
from bodega.staff.staff_member import StaffMember

FORMATS = ("csv", "json")
_COLUMNS = ("number", "at", "deed", "actor", "actor_id", "shop", "shop_id", "detail", "id", "digest")

# A spreadsheet takes what begins with one of these for a formula, and people choose their names themselves.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


async def record_export(wanted: AuditFilter, kind: str, staff: StaffMember, *, now: datetime) -> None:
    """Who took which part of the trail away; before the first line leaves."""
    narrowed = {
        "actor_sought": wanted.actor,
        "deed_sought": wanted.deed,
        "since": str(wanted.since or ""),
        "until": str(wanted.until or ""),
    }
    async with platform_scope() as scope:
        await record(
            scope,
            deed="audit.exported",
            actor_id=staff.account_id,
            actor=staff.name,
            now=now,
            shop_id=wanted.shop_id,
            format=kind,
            **{name: value for name, value in narrowed.items() if value},
        )


async def csv_lines(wanted: AuditFilter) -> AsyncIterator[str]:
    """A byte order mark first, without which Excel takes UTF-8 for something else."""
    yield "\ufeff" + _csv_line(_COLUMNS)
    async for line in every_audit_line(wanted):
        row = _row(line) | {"detail": msgspec.json.encode(line.detail).decode()}
        yield _csv_line(["" if row[name] is None else str(row[name]) for name in _COLUMNS])


async def json_lines(wanted: AuditFilter) -> AsyncIterator[str]:
    """One array with an object on each line."""
    begin = "[\n"
    async for line in every_audit_line(wanted):
        yield begin + msgspec.json.encode(_row(line)).decode()
        begin = ",\n"
    yield "[]\n" if begin == "[\n" else "\n]\n"


def _row(line: AuditLine) -> dict[str, Any]:
    return {
        "number": line.seq,
        "at": line.at.astimezone(UTC).isoformat(),
        "deed": line.deed,
        "actor": line.actor,
        "actor_id": line.actor_id,
        "shop": line.shop_name,
        "shop_id": line.shop_id,
        "detail": line.detail,
        "id": line.id,
        "digest": line.digest.hex() if line.digest else None,
    }


def _csv_line(cells: tuple[str, ...] | list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell for cell in cells])
    return text.getvalue()
