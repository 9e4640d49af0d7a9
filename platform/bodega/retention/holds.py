"""Hold back the erasure of a shop's or an account's records: who says so, why, and until when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.kernel.ids import new_id
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

_FIND = {
    "shop": "select id from shop where slug = lower($1) and rehearses is null",
    "account": "select id from account where email = lower($1) and erased_at is null",
}
_INSERT = """
    insert into retention_hold (id, subject, subject_id, label, reason, placed_by, placed_at, until)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""
_RELEASE = """
    update retention_hold set released_by = $2, released_at = $3 where id = $1 and released_at is null
    returning subject, subject_id, label"""
_LIST = """
    select id, subject, label, reason, placed_by, placed_at, until, released_by, released_at,
           released_at is null and (until is null or until > $1) as in_force
      from retention_hold order by placed_at desc limit 200"""


def is_held(subject: str, column: str, moment: str) -> str:
    """The condition that a hold on `column` is in force at the parameter `moment`; both are words of our own."""
    return (
        f"exists (select 1 from retention_hold h where h.subject = '{subject}' and h.subject_id = {column}"
        f" and h.released_at is null and (h.until is null or h.until > {moment}))"
    )


@dataclass(frozen=True)
class Hold:
    """`label` is the shop's address or the account's e-mail; without `until` it lasts until it is released."""

    id: UUID
    subject: str
    label: str
    reason: str
    placed_by: str
    placed_at: datetime
    until: datetime | None
    released_by: str
    released_at: datetime | None
    in_force: bool


async def place_hold(
    subject: str, label: str, reason: str, until: datetime | None, *, by: StaffMember, now: datetime
) -> None:
    """Raises `InvalidInput` when there is no such shop or account."""
    async with platform_scope() as scope:
        subject_id: UUID | None = await scope.fetchval(_FIND[subject], label)
        if subject_id is None:
            raise InvalidInput("There is no shop and no account of that name.", field="label")
        await scope.execute(_INSERT, new_id(), subject, subject_id, label, reason, by.name, now, until)
        await _record(scope, "hold.placed", subject, subject_id, by, now, reason=reason, held=label)


async def release_hold(hold_id: UUID, *, by: StaffMember, now: datetime) -> None:
    """Raises `StateConflict` for one that is released."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_RELEASE, hold_id, by.name, now)
        if row is None:
            raise StateConflict
        await _record(scope, "hold.released", row["subject"], row["subject_id"], by, now, held=row["label"])


async def list_holds(*, now: datetime) -> list[Hold]:
    """The newest first."""
    async with platform_scope() as scope:
        return [Hold(**dict(row)) for row in await scope.fetch(_LIST, now)]


async def _record(
    scope: Scope, deed: str, subject: str, subject_id: UUID, by: StaffMember, now: datetime, **detail: str
) -> None:
    shop_id = subject_id if subject == "shop" else None
    await record(scope, deed=deed, actor_id=by.account_id, actor=by.name, now=now, shop_id=shop_id, **detail)
