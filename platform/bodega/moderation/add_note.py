"""Leave a note for one's colleagues beside an application; its applicant never sees it."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.ids import new_id
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

LONGEST_NOTE = 2000

_KNOWN = "select exists (select 1 from application where id = $1 and state <> 'draft')"
_INSERT = """
    insert into application_note (id, application_id, at, actor_id, actor, words) values ($1, $2, $3, $4, $5, $6)"""


async def add_note(application_id: UUID, words: str, *, by: StaffMember, now: datetime) -> None:
    """Notes are appended and stay. Raises `NotFound`."""
    async with platform_scope() as scope:
        if not await scope.fetchval(_KNOWN, application_id):
            raise NotFound
        await scope.execute(_INSERT, new_id(), application_id, now, by.account_id, by.name, words)
        await record(
            scope, deed="review.note_added", actor_id=by.account_id, actor=by.name, now=now,
            application=str(application_id),
        )  # fmt: skip
