"""Each morning: drafts that nobody touched for long are told of, and a week later let go with their addresses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.each_alone import each_alone
from bodega.onboarding.application import CATEGORIES, Application, find_application
from bodega.onboarding.end_application import drop_files, end_application
from bodega.onboarding.tell_applicant import tell_lying, tell_wish_lying
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.mornings import plan_coming

LET_GO_JOB = "onboarding.let_drafts_go"
KEPT = timedelta(days=60)
TOLD_BEFORE = timedelta(days=7)

_LYING = """
    select a.id, a.account_id, a.kind from application a
     where a.kind in ('opening', 'categories') and a.state = 'draft' and a.changed_at < $1 and a.warned_at is null
     order by a.changed_at, a.id"""
_WARN = "update application set warned_at = $2 where id = $1 and state = 'draft' and warned_at is null and changed_at < $3"
# Told a week ago at least, whenever that was: a worker that stood still does not shorten anybody's week.
_OVER = """
    select a.id, a.account_id, a.kind from application a
     where a.kind in ('opening', 'categories') and a.state = 'draft' and a.changed_at < $1 and a.warned_at <= $2
     order by a.changed_at, a.id"""


@dataclass(frozen=True)
class _Draft:
    id: UUID
    account_id: UUID
    kind: str


async def let_drafts_go(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_coming(LET_GO_JOB, now)
    await each_alone("drafts", (_tell_all, _let_all_go), lambda deed: deed(runtime, now))


def let_go_at(application: Application) -> datetime:
    """When a draft goes that somebody was told of and does not touch."""
    told = application.warned_at or application.changed_at + KEPT - TOLD_BEFORE
    return max(application.changed_at + KEPT, told + TOLD_BEFORE)


async def _tell_all(runtime: Runtime, now: datetime) -> None:
    async with platform_scope() as scope:
        rows = await scope.fetch(_LYING, now - KEPT + TOLD_BEFORE)
    await each_alone("draft told of", [_Draft(**dict(row)) for row in rows], partial(_tell, runtime, now))


async def _tell(runtime: Runtime, now: datetime, draft: _Draft) -> None:
    async with platform_scope() as scope:
        if not await scope.execute(_WARN, draft.id, now, now - KEPT + TOLD_BEFORE):
            return
        application = await find_application(scope, draft.id, draft.account_id, kind=draft.kind)
        tell = tell_wish_lying if draft.kind == CATEGORIES else tell_lying
        await tell(scope, runtime, application, let_go_at(application), now=now)


async def _let_all_go(runtime: Runtime, now: datetime) -> None:
    async with platform_scope() as scope:
        rows = await scope.fetch(_OVER, now - KEPT, now - TOLD_BEFORE)
    await each_alone("draft let go", [_Draft(**dict(row)) for row in rows], partial(_let_go, runtime, now))


async def _let_go(runtime: Runtime, now: datetime, draft: _Draft) -> None:
    """Looked at again under its lock: whoever saved something a moment ago keeps it."""
    async with platform_scope() as scope:
        application = await find_application(scope, draft.id, draft.account_id, kind=draft.kind, lock=True)
        if application.state != "draft" or application.warned_at is None or now < let_go_at(application):
            return
        places = await end_application(scope, application, now=now)
        await record(
            scope, deed="application.let_go", actor_id=None, actor="Bodega", now=now,
            shop_id=application.shop_id, application=str(draft.id),
        )  # fmt: skip
    await drop_files(runtime, places)
    if application.shop_id is not None:
        await runtime.directory.announce_change(application.shop_id)
