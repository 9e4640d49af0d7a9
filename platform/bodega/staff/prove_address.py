"""Prove that the e-mail address of an account is its own: a link is sent there, and whoever opens it has proved it."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Refused
from bodega.mail.post_mail import post_mail
from bodega.runtime import Runtime
from bodega.staff.account_links import make_link, use_link
from bodega.staff.audit import record

_PER_SECONDS = 60 * 60
_TIMES = 5
_UNPROVEN = "select 1 from account where id = $1 and email_proven_at is null"

SUBJECT = "Please confirm your e-mail address"
# Anybody may type any address and any name: nobody else's words go there before it is proved.
TEXT = (
    "Hello,\n\nplease open this page to confirm that this address is yours. The link works once, within three days:"
    "\n\n%(link)s\n\nYou did not ask for this? Then somebody mistyped an address, and you can forget this mail."
)


async def ask_for_proof(runtime: Runtime, account_id: UUID, *, now: datetime) -> bool:
    """Whether a link was sent: not where the operator wants no proof or has no mail server, and not twice.

    Raises `TooManyRequests` for an account that asks too often.
    """
    if not runtime.settings.asks_for_proof:
        return False
    await runtime.throttle.admit(f"address proof {account_id}", _TIMES, _PER_SECONDS)
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select email, locale from account where id = $1 and email_proven_at is null", account_id
        )
        if row is None:
            return False
        token = await make_link(scope, account_id, row["email"], "address", now=now)
        settings = runtime.settings
        return await post_mail(
            scope,
            runtime,
            to=row["email"],
            locale=row["locale"],
            subject=SUBJECT,
            text=TEXT,
            now=now,
            link=settings.address_of(settings.base_domain, f"/my/proofs/{token}"),
        )


async def prove_address(token: str, *, now: datetime) -> None:
    """Raises `LinkSpent`."""
    async with platform_scope() as scope:
        link = await use_link(scope, token, "address", now=now)
        await note_proven(scope, link.account_id, link.name, now=now)


async def note_proven(scope: Scope, account_id: UUID, name: str, *, now: datetime) -> None:
    """Whoever acted on a mail has the address; proved before, it changes nothing."""
    if await scope.execute(
        "update account set email_proven_at = $2 where id = $1 and email_proven_at is null", account_id, now
    ):
        await record(scope, deed="account.address_proven", actor_id=account_id, actor=name, now=now)


async def require_proven(runtime: Runtime, scope: Scope, account_id: UUID) -> None:
    """Before somebody gets what others trust them with: anybody may have signed up with the address of another.

    Raises `Refused` for an account that has not proved it, where the platform asks for that.
    """
    if runtime.settings.asks_for_proof and await scope.fetchval(_UNPROVEN, account_id):
        raise Refused(
            "This account has not confirmed its e-mail address yet. Its owner can do so after signing in on the platform."
        )


async def owes_proof(runtime: Runtime, account_id: UUID) -> bool:
    """Whether this account still has to prove its address before what needs one: an application for a shop."""
    if not runtime.settings.asks_for_proof:
        return False
    async with platform_scope() as scope:
        return bool(await scope.fetchval(_UNPROVEN, account_id))
