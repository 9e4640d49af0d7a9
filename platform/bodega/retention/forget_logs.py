"""Network logs of the platform go after six months: sign-ins with their addresses, links that were mailed, mail itself."""

from datetime import datetime

from bodega.kernel.database import platform_scope
from bodega.retention.periods import LOGS

_AT_ONCE = 500

# When somebody was last here stays, because idle accounts are told by it; from where does not.
_SIGN_INS = """
    with gone as materialized (
        delete from sign_in where id in (select id from sign_in where expires_at < $1 limit $2)
        returning account_id, seen_at
    ), last as materialized (select account_id, max(seen_at) as seen_at from gone group by account_id),
    kept as (
        update account a set seen_at = greatest(a.seen_at, l.seen_at) from last l where l.account_id = a.id returning a.id
    )
    select (select count(*) from gone) + 0 * (select count(*) from kept)"""
_OTHERS = (
    "delete from account_link where id in (select id from account_link where expires_at < $1 limit $2)",
    "delete from mail where id in (select id from mail where created_at < $1 limit $2)",
    ("delete from invitation where id in"
     " (select id from invitation where expires_at < $1 and accepted_at is null limit $2)"),
    ("update document_access set address = '' where id in"
     " (select id from document_access where at < $1 and address <> '' limit $2)"),
    ("update report_download set address = '' where id in"
     " (select id from report_download where at < $1 and address <> '' limit $2)"),
)  # fmt: skip


async def forget_logs(*, now: datetime) -> int:
    """How many rows went or were blanked, a handful of each kind at most; called until it is none."""
    before = now - LOGS
    async with platform_scope() as scope:
        changed = int(await scope.fetchval(_SIGN_INS, before, _AT_ONCE))
    for sql in _OTHERS:
        async with platform_scope() as scope:
            changed += await scope.execute(sql, before, _AT_ONCE)
    return changed
