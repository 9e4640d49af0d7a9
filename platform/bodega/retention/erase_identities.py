"""Erase who stood behind a shop three years after it left, and behind an application that came to nothing.

The row of the shop, its bills and its books stay as they were, and so does the chain of the audit trail: what is erased
are the answers, the papers with their files, and what reviewers wrote about a person.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.onboarding.end_application import drop_files
from bodega.retention.holds import is_held
from bodega.retention.periods import AT_ONCE, IDENTITY
from bodega.runtime import Runtime
from bodega.staff.audit import record

_SHOPS = f"""
    select s.id from shop s
     where s.left_at < $1 and s.erased_at is null and s.state in ('closed', 'refused')
       and not {is_held("shop", "s.id", "$2")} and not {is_held("account", "s.owner_id", "$2")}
     order by s.left_at, s.id limit $3 for update of s skip locked"""
_OF_SHOPS = "select id from application where shop_id = any($1::uuid[])"
# One that became no shop: its address may be somebody else's by now.
_ENDED = f"""
    select a.id from application a left join shop s on s.id = a.shop_id
     where a.state in ('refused', 'withdrawn') and a.erased_at is null and coalesce(a.decided_at, a.changed_at) < $1
       and (s.id is null or s.state = 'draft' or s.owner_id <> a.account_id)
       and not {is_held("account", "a.account_id", "$2")} and (s.id is null or not {is_held("shop", "s.id", "$2")})
     order by a.changed_at, a.id limit $3 for update of a skip locked"""

_PAPERS = """
    select id from document where application_id = any($1::uuid[]) or shop_id = any($2::uuid[])"""
_FILES = "delete from document_file where document_id = any($1::uuid[]) returning place"
_FORGET_PAPERS = """
    update document set fields = '{}', number_digest = null, reason = '',
                        state = case when state in ('draft', 'submitted', 'more', 'approved', 'lapsed') then 'withdrawn' else state end
     where id = any($1::uuid[])"""
_FORGET_ANSWERS = "update application set answers = '{}', erased_at = $2 where id = any($1::uuid[])"
_FORGET_WORDS = (
    "update submission set content = '{}' where application_id = any($1::uuid[])",
    "update decision set reason = '' where application_id = any($1::uuid[])",
    "update application_note set words = '-' where application_id = any($1::uuid[])",
    "update application_category set reason = '' where application_id = any($1::uuid[])",
)
_FORGET_SHOPS = (
    "update identity_check set confirmed_name = '', confirmed_from = '' where shop_id = any($1::uuid[])",
    "update handover set offered_from = '', accepted_from = '' where shop_id = any($1::uuid[])",
    "update appeal set author = '', words = '' where shop_id = any($1::uuid[])",
    "delete from membership where shop_id = any($1::uuid[])",
)
_ERASED = "update shop set erased_at = $2, version = version + 1 where id = any($1::uuid[])"


async def erase_identities(runtime: Runtime, *, now: datetime) -> int:
    """How many shops and applications were erased, a handful at most; called until it is none."""
    async with platform_scope() as scope:
        shops = [row["id"] for row in await scope.fetch(_SHOPS, now - IDENTITY, now, AT_ONCE)]
        applications = [row["id"] for row in await scope.fetch(_OF_SHOPS, shops)]
        ended = [row["id"] for row in await scope.fetch(_ENDED, now - IDENTITY, now, AT_ONCE)]
        places = await _forget(scope, [*applications, *ended], shops, now)
        for shop_id in shops:
            await record(
                scope, deed="identity.erased", actor_id=None, actor="Bodega", now=now, shop_id=shop_id
            )
    # What cannot be reached stays there sealed, and its key is gone for good.
    await drop_files(runtime, places)
    return len(shops) + len(ended)


async def _forget(
    scope: Scope, applications: Sequence[UUID], shops: Sequence[UUID], now: datetime
) -> list[str]:
    papers = [row["id"] for row in await scope.fetch(_PAPERS, applications, shops)]
    places = [str(row["place"]) for row in await scope.fetch(_FILES, papers)]
    await scope.execute(_FORGET_PAPERS, papers)
    await scope.execute(_FORGET_ANSWERS, applications, now)
    for sql in _FORGET_WORDS:
        await scope.execute(sql, applications)
    for sql in _FORGET_SHOPS:
        await scope.execute(sql, shops)
    await scope.execute(_ERASED, shops, now)
    return places
