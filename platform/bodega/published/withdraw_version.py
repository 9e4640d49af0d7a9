"""Take back a change that is announced and has not begun: what resellers said of it can have that effect."""

from datetime import datetime

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import StateConflict
from bodega.published.read_versions import read_history
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

_INSERT = """
    insert into text_withdrawal (version_id, reason, at, withdrawn_by) values ($1, $2, $3, $4)
    on conflict (version_id) do nothing"""


async def withdraw_version(
    runtime: Runtime, kind: str, number: int, reason: str, staff: StaffMember, *, now: datetime
) -> None:
    """It stays readable with the reason. Raises `NotFound`, and `StateConflict` for one that has begun or is taken back."""
    async with platform_scope() as scope:
        history = await read_history(scope, kind)
        version = history.numbered(number)
        if history.state(version, now) != "announced":
            raise StateConflict
        if not await scope.execute(_INSERT, version.id, reason, now, staff.name):
            raise StateConflict
        await record(
            scope, deed="terms.withdrawn", actor_id=staff.account_id, actor=staff.name, now=now, text=kind,
            number=number, reason=reason,
        )  # fmt: skip
    await runtime.directory.announce_policy()
