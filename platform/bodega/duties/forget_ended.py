"""Three years after the end of a complaint or a notice: forget words, files and people. What was decided stays."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.onboarding.end_application import drop_files
from bodega.retention.holds import is_held
from bodega.retention.periods import AT_ONCE, IDENTITY
from bodega.runtime import Runtime

_COMPLAINTS = f"""
    select c.id from complaint c
     where c.ended_at < $1 and c.opened_at is not null and c.forgotten_at is null
       and (c.refund_due_at is null or c.refunded_at is not null) and not {is_held("shop", "c.shop_id", "$2")}
     order by c.ended_at, c.id limit $3 for update of c skip locked"""
# One of which a listing is still off sale goes on, however long ago it was decided.
_NOTICES = f"""
    select n.id from rights_notice n
     where n.decided_at < $1 and n.forgotten_at is null
       and not exists (select 1 from notice_listing l
                        where l.notice_id = n.id
                          and (l.state in ('down', 'countered', 'suit') or l.back_at >= $1 or {is_held("shop", "l.shop_id", "$2")}))
     order by n.decided_at, n.id limit $3 for update of n skip locked"""
_LISTINGS = "select id from notice_listing where notice_id = any($1::uuid[])"
_FILES = "delete from duty_file where subject_id = any($1::uuid[]) returning id, place"
_ACCESSES = "update duty_file_access set address = '' where file_id = any($1::uuid[])"
_FORGET_COMPLAINTS = (
    "update complaint_entry set words = '' where complaint_id = any($1::uuid[])",
    "update complaint set sealed = null, reason = '', forgotten_at = $2 where id = any($1::uuid[])",
)
_FORGET_NOTICES = (
    "update notice_entry set words = '' where notice_id = any($1::uuid[])",
    "update notice_listing set counter = '', counter_sealed = null, suit = '{}' where notice_id = any($1::uuid[])",
    (
        "update rights_notice set sealed = null, name_digest = '', email_digest = '', claim = '', reason = '', forgotten_at = $2"
        " where id = any($1::uuid[])"
    ),
)


async def forget_ended(runtime: Runtime, *, now: datetime) -> int:
    """How many were forgotten, a handful at most; called until it is none. A hold on the shop keeps them."""
    async with platform_scope() as scope:
        complaints = await _ids(scope, _COMPLAINTS, now)
        notices = await _ids(scope, _NOTICES, now)
        listings = [row["id"] for row in await scope.fetch(_LISTINGS, notices)]
        files = await scope.fetch(_FILES, [*complaints, *notices, *listings])
        await scope.execute(_ACCESSES, [row["id"] for row in files])
        await _forget(scope, _FORGET_COMPLAINTS, complaints, now)
        await _forget(scope, _FORGET_NOTICES, notices, now)
    # What cannot be reached stays there sealed, and its key is gone for good.
    await drop_files(runtime, [str(row["place"]) for row in files])
    return len(complaints) + len(notices)


async def _ids(scope: Scope, sql: str, now: datetime) -> list[UUID]:
    return [row["id"] for row in await scope.fetch(sql, now - IDENTITY, now, AT_ONCE)]


async def _forget(scope: Scope, statements: Sequence[str], ids: Sequence[UUID], now: datetime) -> None:
    for sql in statements[:-1]:
        await scope.execute(sql, ids)
    await scope.execute(statements[-1], ids, now)
