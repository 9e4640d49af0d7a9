"""Take away the second factor of somebody who lost phone and recovery codes, on an operator's word."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.staff.audit import record
from bodega.staff.end_sessions import end_other_sessions
from bodega.staff.find_account import account_of
from bodega.staff.second_factor import forget_second_factor


async def lift_second_factor(email: str, *, actor_id: UUID | None, actor: str, now: datetime) -> None:
    """Ends every session of the account. Raises `NotFound` for an unknown address."""
    async with platform_scope() as scope:
        account = await account_of(scope, email)
        await forget_second_factor(scope, account.id)
        await end_other_sessions(scope, account.id)
        await record(
            scope,
            deed="account.second_factor_lifted",
            actor_id=actor_id,
            actor=actor,
            now=now,
            email=account.email,
        )
