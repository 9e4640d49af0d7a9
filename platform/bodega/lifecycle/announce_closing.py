"""Close with notice: said for thirty days on the home page, then closed by the morning's job.

The thirty days are the law's (E-Commerce Law of China, article 16).
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.each_alone import each_alone
from bodega.kernel.errors import StateConflict
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.street.close_shop import close_in
from bodega.street.lifecycle import WORKING, check_reason
from bodega.street.mornings import plan_coming
from bodega.street.plan_telling import plan_telling

CLOSE_JOB = "lifecycle.close_due"
NOTICE = timedelta(days=30)
# The owner is told once more when so much is left; after a pause of the workers only of the nearest.
TOLD_BEFORE = (timedelta(days=7), timedelta(days=1))
# Who announced it: what the platform announced is not the owner's to call off.
By = Literal["owner", "platform"]

_ANNOUNCE = """
    update shop set closes_at = $2, closing_reason = $3, closing_by = $5, version = version + 1
     where id = $1 and closes_at is null and rehearses is null and state = any($4::text[])"""

_CALL_OFF = """
    update shop set closes_at = null, closing_reason = '', closing_by = '', version = version + 1
     where id = $1 and closes_at is not null and state <> 'closed' and ($2 = 'platform' or closing_by = 'owner')"""

_BY = "select closing_by from shop where id = $1 and closes_at is not null"

_DUE = "select id from shop where closes_at <= $1 and state <> 'closed' order by closes_at, id"

_WHY = "select closing_reason from shop where id = $1 and closes_at <= $2 and state <> 'closed' for update"

_NEAR = "select id, closes_at from shop where closes_at > $1 and closes_at <= $2 and state <> 'closed'"


async def announce_closing(
    runtime: Runtime, shop_id: UUID, *, reason: str, actor_id: UUID | None, actor: str, now: datetime,
    by: By = "platform",
) -> None:  # fmt: skip
    """The shop goes on selling until then. Raises `InvalidInput` without a reason, `StateConflict` when announced."""
    why, closes_at = check_reason(reason), now + NOTICE
    async with platform_scope() as scope:
        if not await scope.execute(_ANNOUNCE, shop_id, closes_at, why, [*WORKING, "frozen"], by):
            raise StateConflict
        await record(
            scope, deed="shop.closing_announced", actor_id=actor_id, actor=actor, now=now, shop_id=shop_id,
            reason=why, closes_at=closes_at.isoformat(),
        )  # fmt: skip
        await plan_telling(scope, shop_id, "closing", words=why)
    await runtime.directory.announce_change(shop_id)


async def call_closing_off(
    runtime: Runtime, shop_id: UUID, *, actor_id: UUID | None, actor: str, now: datetime, by: By = "platform"
) -> None:
    """The shop stays: the platform calls any closing off, the owner only their own.

    Raises `StateConflict` when nothing was announced, or it has closed, or the platform announced it; `OwnMatter`.
    """
    async with platform_scope() as scope:
        if by == "platform":
            await refuse_own(scope, actor_id, shop_id)
        if not await scope.execute(_CALL_OFF, shop_id, by):
            raise StateConflict
        await record(
            scope, deed="shop.closing_called_off", actor_id=actor_id, actor=actor, now=now, shop_id=shop_id
        )
        await plan_telling(scope, shop_id, "closing_off")
    await runtime.directory.announce_change(shop_id)


async def closing_is_owners(shop_id: UUID) -> bool:
    """Whether a closing is announced that the owner may call off."""
    async with platform_scope() as scope:
        return bool(await scope.fetchval(_BY, shop_id) == "owner")


async def close_due(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job of each morning. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_coming(CLOSE_JOB, now)
    await each_alone("closings", (_tell_of_near_ones, _close_all), lambda deed: deed(runtime, now))


async def _tell_of_near_ones(_: Runtime, now: datetime) -> None:
    """Once for each closing and span, whatever the morning: the key names both."""
    async with platform_scope() as scope:
        for row in await scope.fetch(_NEAR, now, now + max(TOLD_BEFORE)):
            span = min(span for span in TOLD_BEFORE if row["closes_at"] - now <= span)
            key = f"closing {row['id']} {row['closes_at']:%Y%m%d} {span.days}"
            await plan_telling(scope, row["id"], "closing_near", once=key)


async def _close_all(runtime: Runtime, now: datetime) -> None:
    """Each in a transaction of its own: one that cannot close keeps nobody else open."""
    async with platform_scope() as scope:
        due = [row["id"] for row in await scope.fetch(_DUE, now)]
    await each_alone("closing", due, partial(_close, runtime, now))


async def _close(runtime: Runtime, now: datetime, shop_id: UUID) -> None:
    async with platform_scope() as scope:
        why = await scope.fetchval(_WHY, shop_id, now)
        if why is None:
            return
        shut = await close_in(scope, shop_id, reason=why, actor_id=None, actor="street", now=now)
    for one in shut:
        await runtime.directory.announce_change(one)
