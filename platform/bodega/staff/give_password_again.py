"""Ask for the password again before a dangerous act, and remember for a quarter of an hour that it was given."""

from datetime import datetime

from bodega.kernel.database import platform_scope
from bodega.runtime import Runtime
from bodega.staff.sign_in import check_sign_in
from bodega.staff.staff_member import StaffMember


async def give_password_again(
    runtime: Runtime, staff: StaffMember, password: str, *, address: str, now: datetime
) -> None:
    """Raises `TooManyRequests` and `WrongPassword`."""
    await check_sign_in(runtime, staff.email, password, address=address)
    async with platform_scope() as scope:
        await scope.execute("update sign_in set password_at = $2 where id = $1", staff.session_id, now)
