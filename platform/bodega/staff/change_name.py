"""Change one's own name and the language one is written to."""

from datetime import datetime

from bodega.kernel.database import platform_scope
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember


async def change_name(staff: StaffMember, *, name: str, locale: str, now: datetime) -> None:
    """Shops hear of the new name at the next sign-in there."""
    async with platform_scope() as scope:
        await scope.execute(
            "update account set name = $2, locale = $3 where id = $1", staff.account_id, name, locale
        )
        if name != staff.name:
            await record(
                scope,
                deed="account.renamed",
                actor_id=staff.account_id,
                actor=staff.name,
                now=now,
                name=name,
            )
