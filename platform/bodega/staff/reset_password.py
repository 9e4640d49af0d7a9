"""Give an account a new password on an operator's word, and end every session that it has."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.passwords import hash_password
from bodega.kernel.weak_passwords import check_password
from bodega.staff.audit import record
from bodega.staff.end_sessions import end_other_sessions
from bodega.staff.find_account import account_of


async def reset_password(
    email: str, password: str, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """Raises `NotFound` for an unknown address, `InvalidInput` for a password that is easily guessed."""
    check_password(password, email)
    hashed = await hash_password(password)
    async with platform_scope() as scope:
        account = await account_of(scope, email)
        await scope.execute("update account set password_hash = $2 where id = $1", account.id, hashed)
        await end_other_sessions(scope, account.id)
        await record(
            scope,
            deed="account.password_reset",
            actor_id=actor_id,
            actor=actor,
            now=now,
            email=account.email,
        )
