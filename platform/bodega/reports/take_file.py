"""Take a file of a report away: who did is on the record before a byte leaves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.kernel.ids import new_id
from bodega.kernel.vault import ShopVault
from bodega.reports.keep_files import CONTENT, KEY, TABLE
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

_FIND = "select name, media_type, place, sealed_key from report_file where id = $1"
_RECORD = """
    insert into report_download (id, file_id, at, account_id, actor, address) values ($1, $2, $3, $4, $5, $6)"""
_HAND_IN = """
    update report_run set handed_in_at = $2, handed_in_by = $3
     where id = $1 and handed_in_at is null and state = 'made' returning kind, begins, edition"""


@dataclass(frozen=True)
class TakenFile:
    name: str
    media_type: str
    content: bytes


async def take_file(
    runtime: Runtime, file_id: UUID, staff: StaffMember, *, address: str, now: datetime
) -> TakenFile:
    """Raises `NotFound`, also once its time is over; `Unavailable`, `CannotOpen` for one that was changed in the store."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_FIND, file_id)
        if row is None:
            raise NotFound
        if row["sealed_key"] is None:
            raise NotFound("The time for which this file is kept is over.")
        await scope.execute(_RECORD, new_id(), file_id, now, staff.account_id, staff.name, address)
        await record(
            scope, deed="report.downloaded", actor_id=staff.account_id, actor=staff.name, now=now, file=row["name"]
        )  # fmt: skip
    key = runtime.platform_vault.open(row["sealed_key"], table=TABLE, column=KEY, row_id=file_id)
    sealed = await runtime.files.get(row["place"])
    content = ShopVault(file_id, key).open(sealed, table=TABLE, column=CONTENT, row_id=file_id)
    return TakenFile(row["name"], row["media_type"], content)


async def note_handing_in(run_id: UUID, staff: StaffMember, *, now: datetime) -> None:
    """The authority has it. Raises `StateConflict` for a report that is not made, or was handed in."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_HAND_IN, run_id, now, staff.name)
        if row is None:
            raise StateConflict
        await record(
            scope, deed="report.handed_in", actor_id=staff.account_id, actor=staff.name, now=now, kind=row["kind"],
            begins=row["begins"].isoformat(), edition=row["edition"],
        )  # fmt: skip
