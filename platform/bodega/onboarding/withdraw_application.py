"""Withdraw an application: the applicant thought better of it."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import StateConflict
from bodega.onboarding.application import OPEN, find_application
from bodega.onboarding.end_application import drop_files, end_application
from bodega.onboarding.limit_writes import admit_save
from bodega.runtime import Runtime
from bodega.staff.audit import record


async def withdraw_application(
    runtime: Runtime, account_id: UUID, application_id: UUID, *, actor: str, now: datetime
) -> None:
    """Raises `NotFound`, and `StateConflict` for one that is decided or withdrawn already."""
    await admit_save(runtime, account_id)
    async with platform_scope() as scope:
        application = await find_application(scope, application_id, account_id, lock=True)
        if application.state not in OPEN:
            raise StateConflict
        places = await end_application(scope, application, now=now)
        await record(
            scope, deed="application.withdrawn", actor_id=account_id, actor=actor, now=now,
            shop_id=application.shop_id, application=str(application_id),
        )  # fmt: skip
    await drop_files(runtime, places)
    if application.shop_id is not None:
        await runtime.directory.announce_change(application.shop_id)
