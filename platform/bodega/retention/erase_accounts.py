"""Accounts that nobody used for three years and that nothing hangs on: written to, and erased a month later."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.mail.post_mail import post_mail
from bodega.retention.holds import is_held
from bodega.retention.periods import AT_ONCE, IDLE, IDLE_TOLD_BEFORE
from bodega.runtime import Runtime
from bodega.staff.audit import record

SUBJECT = "Your account is about to be erased"
TEXT = (
    "Hello %(name)s,\n\nnobody has used your account here for three years, and no shop belongs to it. It is erased in thirty"
    " days. If you want to keep it, sign in once:\n\n%(link)s"
)

_SEEN = """
    greatest(a.created_at, a.seen_at, (select max(s.seen_at) from sign_in s where s.account_id = a.id))"""
# Whoever works for the platform, has a shop or a place in one, or an application whose time is not over, stays.
_IDLE = f"""
    a.erased_at is null and a.platform_role is null and {_SEEN} < $1 and not {is_held("account", "a.id", "$2")}
    and not exists (select 1 from shop s where s.owner_id = a.id and s.erased_at is null)
    and not exists (select 1 from membership m join shop s on s.id = m.shop_id
                     where m.account_id = a.id and s.erased_at is null)
    and not exists (select 1 from application p where p.account_id = a.id and p.erased_at is null)
    and not exists (select 1 from handover h where h.state in ('offered', 'accepted')
                       and a.id in (h.from_account, h.to_account))"""
_BACK = f"update account a set idle_told_at = null where idle_told_at is not null and {_SEEN} > idle_told_at"
_TO_TELL = f"""
    select a.id, a.email, a.name, a.locale from account a
     where a.idle_told_at is null and {_IDLE} order by a.id limit $3 for update of a skip locked"""
_TELL = "update account set idle_told_at = $2 where id = $1"
_DUE = f"""
    select a.id from account a where a.idle_told_at <= $4 and {_IDLE} order by a.id limit $3 for update of a skip locked"""
_ERASE = """
    update account set email = 'erased-' || id || '@erased.invalid', name = '', password_hash = 'none', totp_sealed = null,
                       totp_confirmed_at = null, email_proven_at = null, erased_at = $2
     where id = $1 and erased_at is null"""
_REST = (
    "delete from sign_in where account_id = $1",
    "delete from recovery_code where account_id = $1",
    "delete from account_link where account_id = $1",
    "update account_consent set address = '' where account_id = $1",
    "update text_comment set words = '-' where account_id = $1",
)


async def erase_accounts(runtime: Runtime, *, now: datetime) -> int:
    """How many were written to or erased, a handful at most; called until it is none."""
    before = now - IDLE
    async with platform_scope() as scope:
        await scope.execute(_BACK)
        due = await scope.fetch(_DUE, before, now, AT_ONCE, now - IDLE_TOLD_BEFORE)
        for row in due:
            await _erase(scope, row["id"], now)
        told = await scope.fetch(_TO_TELL, before, now, AT_ONCE)
        for row in told:
            await scope.execute(_TELL, row["id"], now)
            await post_mail(
                scope, runtime, to=row["email"], locale=row["locale"], subject=SUBJECT, text=TEXT, now=now,
                name=row["name"], link=runtime.settings.address_of(runtime.settings.base_domain, "/my"),
            )  # fmt: skip
    return len(due) + len(told)


async def _erase(scope: Scope, account_id: UUID, now: datetime) -> None:
    """The row stays, because deeds and bills point to it; nothing in it says who that was."""
    await scope.execute(_ERASE, account_id, now)
    for sql in _REST:
        await scope.execute(sql, account_id)
    await record(
        scope,
        deed="account.erased",
        actor_id=None,
        actor="Bodega",
        now=now,
        account=str(account_id),
    )
