"""Begin an application for a new shop. An account may have several, up to a limit of open ones."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Refused
from bodega.kernel.ids import new_id
from bodega.onboarding.limit_writes import admit_start
from bodega.runtime import Runtime
from bodega.staff.audit import record

MOST_OPEN = 5

_COUNT = """
    select count(*) from application where account_id = $1 and kind = 'opening' and state in ('draft', 'submitted', 'more')"""
_INSERT = """
    insert into application (id, account_id, kind, state, answers, created_at, changed_at)
    values ($1, $2, 'opening', 'draft', '{}', $3, $3)"""


async def start_application(runtime: Runtime, account_id: UUID, *, actor: str, now: datetime) -> UUID:
    """The new application's id. Raises `Refused` for an account with too many open ones, `TooManyRequests`."""
    await admit_start(runtime, account_id)
    application_id = new_id()
    async with platform_scope() as scope:
        # Locked, so that two clicks at once are counted one after the other.
        await scope.fetchval("select 1 from account where id = $1 for update", account_id)
        if await scope.fetchval(_COUNT, account_id) >= MOST_OPEN:
            raise Refused(
                "You have %(most)s open applications. Please finish or withdraw one first.", most=MOST_OPEN
            )
        await scope.execute(_INSERT, application_id, account_id, now)
        await record(
            scope, deed="application.started", actor_id=account_id, actor=actor, now=now,
            application=str(application_id),
        )  # fmt: skip
    return application_id
