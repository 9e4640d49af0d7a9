"""Change the catalogue: one change, one version with a note, one entry in the audit trail, and every shop is weighed."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.jobs import enqueue
from bodega.qualifications.keep_version import keep_version, lock_versions, read_content
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

WEIGH_ALL_JOB = "qualifications.weigh_all"
LONGEST_NOTE = 300


async def change_catalogue(
    change: Callable[[Scope], Awaitable[None]], *, note: str, by: StaffMember, now: datetime
) -> int | None:
    """The number of the new version; None when `change` left everything as it was.

    Raises `InvalidInput` without a note that says why, and whatever `change` raises: then nothing is changed.
    """
    why = " ".join(note.split())
    if not why:
        raise InvalidInput("Please say why, for whoever reads the versions later.", field="note")
    if len(why) > LONGEST_NOTE:
        raise InvalidInput("At most %(most)s characters, please.", field="note", most=LONGEST_NOTE)
    async with platform_scope() as scope:
        await lock_versions(scope)
        before = await read_content(scope)
        await change(scope)
        if await read_content(scope) == before:
            return None
        number = await keep_version(scope, changed_by=by.name, note=why, now=now)
        await record(
            scope, deed="catalogue.changed", actor_id=by.account_id, actor=by.name, now=now, version=number, reason=why
        )  # fmt: skip
        await enqueue(scope, WEIGH_ALL_JOB, {}, once="all")
    return number
