"""Everything of one complaint for a page: itself, what was said, and the files."""

from dataclasses import dataclass
from uuid import UUID

from bodega.complaints.complaint import Complaint, Entry, check_token, read_complaint, read_entries
from bodega.duties.open_file import DutyFile, files_of
from bodega.kernel.database import platform_scope
from bodega.runtime import Runtime


@dataclass(frozen=True)
class ComplaintFile:
    complaint: Complaint
    entries: list[Entry]
    files: list[DutyFile]


async def read_file(complaint_id: UUID, *, shop_id: UUID | None = None) -> ComplaintFile:
    """Raises `NotFound`, also for another shop's than `shop_id`."""
    async with platform_scope() as scope:
        complaint = await read_complaint(scope, complaint_id, shop_id=shop_id)
        return ComplaintFile(
            complaint, await read_entries(scope, complaint_id), await files_of(scope, complaint_id)
        )


async def read_as_buyer(runtime: Runtime, complaint_id: UUID, token: str) -> ComplaintFile:
    """Raises `NotFound` for a wrong token."""
    check_token(runtime, complaint_id, token)
    return await read_file(complaint_id)
