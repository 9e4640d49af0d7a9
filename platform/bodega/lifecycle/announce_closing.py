"""Close with notice: said for thirty days on the home page, then closed by the morning's job.

The thirty days are the law's (E-Commerce Law of China, article 16).
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import StateConflict
from bodega.kernel.jobs import enqueue
from bodega.lifecycle.remove_twin import plan_removal
from bodega.qualifications.china_day import next_morning
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.lifecycle import WORKING, check_reason, move
from bodega.street.plan_telling import plan_telling

CLOSE_JOB = "lifecycle.close_due"
NOTICE = timedelta(days=30)
# The owner is told once more when so much is left; after a pause of the workers only of the nearest.
TOLD_BEFORE = (timedelta(days=7), timedelta(days=1))
_AT_ONCE = 100

_ANNOUNCE = """
    update shop set closes_at = $2, closing_reason = $3, version = version + 1
     where id = $1 and closes_at is null and rehearses is null and state = any($4::text[])"""

_CALL_OFF = """
    update shop set closes_at = null, closing_reason = '', version = version + 1
     where id = $1 and closes_at is not null and state <> 'closed'"""

_DUE = """
    select id, closing_reason from shop where closes_at <= $1 and state <> 'closed'
     order by closes_at, id limit $2 for update skip locked"""


_NEAR = "select id, closes_at from shop where closes_at > $1 and closes_at <= $2 and state <> 'closed'"


async def announce_closing(
    runtime: Runtime, shop_id: UUID, *, reason: str, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """The shop goes on selling until then. Raises `InvalidInput` without a reason, `StateConflict` when announced."""
    why, closes_at = check_reason(reason), now + NOTICE
    async with platform_scope() as scope:
        if not await scope.execute(_ANNOUNCE, shop_id, closes_at, why, [*WORKING, "frozen"]):
            raise StateConflict
        await record(
            scope, deed="shop.closing_announced", actor_id=actor_id, actor=actor, now=now, shop_id=shop_id,
            reason=why, closes_at=closes_at.isoformat(),
        )  # fmt: skip
        await plan_telling(scope, shop_id, "closing", words=why)
    await runtime.directory.announce_change(shop_id)


async def call_closing_off(
    runtime: Runtime, shop_id: UUID, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """The shop stays. Raises `StateConflict` when nothing was announced, or it has closed."""
    async with platform_scope() as scope:
        if not await scope.execute(_CALL_OFF, shop_id):
            raise StateConflict
        await record(
            scope, deed="shop.closing_called_off", actor_id=actor_id, actor=actor, now=now, shop_id=shop_id
        )
        await plan_telling(scope, shop_id, "closing_off")
    await runtime.directory.announce_change(shop_id)


async def close_due(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job of each morning. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_closing(now)
    await _tell_of_near_ones(now)
    while await _close_some(runtime, now):
        pass


async def plan_closing(now: datetime) -> None:
    """The coming morning's, once however often it is asked for: every worker that starts asks."""
    due = next_morning(now)
    async with platform_scope() as scope:
        await enqueue(scope, CLOSE_JOB, {}, after=due, once=f"{due:%Y%m%d}")


async def _tell_of_near_ones(now: datetime) -> None:
    """Once for each closing and span, whatever the morning: the key names both."""
    async with platform_scope() as scope:
        for row in await scope.fetch(_NEAR, now, now + max(TOLD_BEFORE)):
            span = min(span for span in TOLD_BEFORE if row["closes_at"] - now <= span)
            key = f"closing {row['id']} {row['closes_at']:%Y%m%d} {span.days}"
            await plan_telling(scope, row["id"], "closing_near", once=key)


async def _close_some(runtime: Runtime, now: datetime) -> bool:
    async with platform_scope() as scope:
        rows = await scope.fetch(_DUE, now, _AT_ONCE)
        for row in rows:
            await move(
                scope,
                row["id"],
                "close",
                reason=row["closing_reason"],
                actor_id=None,
                actor="street",
                now=now,
            )
            await plan_removal(scope, row["id"])
    for row in rows:
        await runtime.directory.announce_change(row["id"])
    return bool(rows)
