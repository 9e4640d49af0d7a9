"""Make an account an administrator of the platform; at its next page it sets up a second factor."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.staff.audit import record
from bodega.staff.find_account import account_of


async def make_administrator(email: str, *, actor_id: UUID | None, actor: str, now: datetime) -> None:
    """Done before, it changes nothing. Raises `NotFound` for an unknown address."""
    async with platform_scope() as scope:
        account = await account_of(scope, email)
        changed = await scope.execute(
            "update account set platform_role = 'administrator' where id = $1"
            "   and platform_role is distinct from 'administrator'",
            account.id,
        )
        if changed:
            await record(
                scope,
                deed="account.made_administrator",
                actor_id=actor_id,
                actor=actor,
                now=now,
                email=account.email,
            )
