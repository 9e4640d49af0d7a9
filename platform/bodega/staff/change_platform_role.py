"""Give one of the platform's people another role, or take it away; one administrator always stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Conflict, NotFound, StateConflict
from bodega.staff.audience import PLATFORM
from bodega.staff.audit import record
from bodega.staff.permissions import PERMISSIONS_OF
from bodega.staff.staff_member import StaffMember

_OPEN_INVITATIONS = """
    update invitation set revoked_at = $2 where invited_by = $1 and accepted_at is null and revoked_at is null
    returning email"""


class LastAdministrator(Conflict):
    """This is the last administrator. Please make somebody else one first."""

    kind = "last-administrator"


async def change_platform_role(
    account_id: UUID, role: str | None, *, was: str, by: StaffMember, now: datetime
) -> None:
    """None takes the role away, and ends their sessions on the platform's host. With the right to invite go open invitations.

    `was` is the role that the page showed. Raises `NotFound`, `StateConflict` when it is another by now, and
    `LastAdministrator`.
    """
    async with platform_scope() as scope:
        person = await _hold(scope, account_id)
        if person["platform_role"] != was:
            raise StateConflict
        if was == "administrator" and role != was and not await _others(scope, account_id):
            raise LastAdministrator
        await scope.execute("update account set platform_role = $2 where id = $1", account_id, role)
        if role is None:
            await scope.execute(
                "delete from sign_in where account_id = $1 and audience = $2", account_id, PLATFORM
            )
        await _take_invitations_back(scope, account_id, role, by, now)
        detail: dict[str, Any] = {"role": role, "was": was} if role else {"was": was}
        await record(
            scope, deed="staff.role_changed" if role else "staff.removed", actor_id=by.account_id, actor=by.name,
            now=now, email=person["email"], **detail,
        )  # fmt: skip


async def _take_invitations_back(
    scope: Scope, account_id: UUID, role: str | None, by: StaffMember, now: datetime
) -> None:
    """Whoever may no longer invite has invited nobody who has not come yet."""
    if "staff" in PERMISSIONS_OF.get(role or "", ()):
        return
    for row in await scope.fetch(_OPEN_INVITATIONS, account_id, now):
        await record(
            scope, deed="staff.invitation_revoked", actor_id=by.account_id, actor=by.name, now=now, email=row["email"]
        )  # fmt: skip


async def end_colleagues_session(
    account_id: UUID, session_id: UUID, *, by: StaffMember, now: datetime
) -> None:
    """Sign one of the platform's people out of one browser. Raises `NotFound`."""
    async with platform_scope() as scope:
        person = await scope.fetchrow(
            "select email from account where id = $1 and platform_role is not null", account_id
        )
        ended = await scope.execute(
            "delete from sign_in where id = $1 and account_id = $2", session_id, account_id
        )
        if person is None or not ended:
            raise NotFound
        await record(
            scope, deed="staff.session_ended", actor_id=by.account_id, actor=by.name, now=now, email=person["email"]
        )  # fmt: skip


async def _hold(scope: Scope, account_id: UUID) -> dict[str, str]:
    """Every administrator's row is held, always in one order: two who demote each other at once are told apart."""
    rows = await scope.fetch(
        "select id, email, platform_role from account where platform_role = 'administrator' or id = $1"
        " order by id for update",
        account_id,
    )
    person = next((row for row in rows if row["id"] == account_id and row["platform_role"]), None)
    if person is None:
        raise NotFound
    return dict(person)


async def _others(scope: Scope, account_id: UUID) -> int:
    return int(
        await scope.fetchval(
            "select count(*) from account where platform_role = 'administrator' and id <> $1", account_id
        )
    )
