"""Change one's own password, which ends every other session of the account."""

from datetime import datetime

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import StateConflict
from bodega.kernel.passwords import hash_password
from bodega.kernel.weak_passwords import check_password
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.end_sessions import end_other_sessions
from bodega.staff.sign_in import check_sign_in
from bodega.staff.staff_member import StaffMember


async def change_password(
    runtime: Runtime, staff: StaffMember, *, old: str, new: str, address: str, now: datetime
) -> int:
    """How many other sessions ended.

    Raises `TooManyRequests`, `WrongPassword`, `InvalidInput` for a password that is easily guessed, and
    `StateConflict` when it was changed elsewhere meanwhile.
    """
    account = await check_sign_in(runtime, staff.email, old, address=address)
    check_password(new, staff.email)
    hashed = await hash_password(new)
    async with platform_scope() as scope:
        if not await scope.execute(
            "update account set password_hash = $2 where id = $1 and password_hash = $3",
            account.id, hashed, account.password_hash,
        ):  # fmt: skip
            raise StateConflict
        await scope.execute("update sign_in set password_at = $2 where id = $1", staff.session_id, now)
        ended = await end_other_sessions(scope, staff.account_id, keep=staff.session_id)
        await record(
            scope, deed="account.password_changed", actor_id=staff.account_id, actor=staff.name, now=now
        )
    return ended
