"""Open a file of a complaint or a notice for somebody who may see it; it is on the record before a byte is shown.

Neither side is signed in on the platform's host. Their pages hold links that are good for a while and for one side.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega.kernel.vault import ShopVault
from bodega.qualifications.keep_file import CONTENT, KEY, TABLE
from bodega.qualifications.open_file import LONGEST_REASON, OpenedFile
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

GOOD_FOR = timedelta(hours=1)
_TOKEN = "duty file"  # noqa: S105 - a purpose, not a secret

_FIND = "select place, sealed_key, name, media_type from duty_file where id = $1"
_SUBJECT = "select 1 from duty_file where id = $1 and subject_id = any($2::uuid[])"
_RECORD = """
    insert into duty_file_access (id, file_id, at, side, account_id, actor, address, why)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""
_LIST = """
    select id, subject_id, side, name, size, uploaded_at from duty_file where subject_id = any($1::uuid[])
     order by uploaded_at, id"""


@dataclass(frozen=True)
class DutyFile:
    """A file as a page names it."""

    id: UUID
    subject_id: UUID
    side: str
    name: str
    size: int
    uploaded_at: datetime


async def files_of(scope: Scope, *subject_ids: UUID) -> list[DutyFile]:
    return [DutyFile(**dict(row)) for row in await scope.fetch(_LIST, list(subject_ids))]


def file_link(runtime: Runtime, file_id: UUID, side: str, *, now: datetime) -> str:
    """The address, on the platform's host, under which that side opens the file within the coming hour."""
    until = str(int((now + GOOD_FOR).timestamp()))
    token = runtime.platform_vault.token(_TOKEN, str(file_id), side, until)
    settings = runtime.settings
    return settings.address_of(settings.base_domain, f"/duty-files/{file_id}/{side}/{until}/{token}")


async def open_by_link(
    runtime: Runtime, file_id: UUID, side: str, until: str, token: str, *, address: str, now: datetime
) -> OpenedFile:
    """Raises `NotFound` for a link that is no longer good."""
    vault = runtime.platform_vault
    if not vault.verify_token(token, _TOKEN, str(file_id), side, until) or not until.isdecimal():
        raise NotFound
    if datetime.fromtimestamp(int(until), UTC) < now:
        raise NotFound("This link is no longer good. Please open it again from its page.")
    async with platform_scope() as scope:
        row = await scope.fetchrow(_FIND, file_id)
        if row is None:
            raise NotFound
        await scope.execute(_RECORD, new_id(), file_id, now, side, None, side, address, "own")
    return await _open(runtime, file_id, row)


async def open_as_staff(
    runtime: Runtime,
    file_id: UUID,
    subject_ids: list[UUID],
    staff: StaffMember,
    why: str,
    *,
    address: str,
    now: datetime,
) -> OpenedFile:
    """Raises `InvalidInput` without a reason, `NotFound` for a file that belongs to something else."""
    said = " ".join(why.split())[:LONGEST_REASON]
    async with platform_scope() as scope:
        row = await scope.fetchrow(_FIND, file_id)
        if row is None or not await scope.fetchval(_SUBJECT, file_id, subject_ids):
            raise NotFound
        if not said:
            raise InvalidInput("Please say why you look at this paper.", field="why")
        await scope.execute(
            _RECORD, new_id(), file_id, now, "platform", staff.account_id, staff.name, address, said
        )
        await record(
            scope, deed="duty_file.seen", actor_id=staff.account_id, actor=staff.name, now=now, file=str(file_id),
            reason=said,
        )  # fmt: skip
    return await _open(runtime, file_id, row)


async def _open(runtime: Runtime, file_id: UUID, row: object) -> OpenedFile:
    found = dict(row)  # type: ignore[call-overload]
    key = runtime.platform_vault.open(found["sealed_key"], table=TABLE, column=KEY, row_id=file_id)
    sealed = await runtime.files.get(found["place"])
    content = ShopVault(file_id, key).open(sealed, table=TABLE, column=CONTENT, row_id=file_id)
    return OpenedFile(content, found["media_type"], found["name"])
