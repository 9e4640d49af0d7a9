"""Invite somebody to work for the platform: a link that works once and for a week, until it is revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from bodega.kernel.contact import parse_email
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Conflict, NotFound
from bodega.kernel.ids import new_id
from bodega.mail.post_mail import post_mail
from bodega.runtime import Runtime
from bodega.staff.account_links import LinkSpent
from bodega.staff.audit import record
from bodega.staff.create_account import create_account
from bodega.staff.end_sessions import end_other_sessions
from bodega.staff.find_account import find_account
from bodega.staff.prove_address import note_proven
from bodega.staff.sign_in import check_sign_in
from bodega.staff.staff_member import StaffMember
from bodega.staff.start_session import digest_of, new_token

GOOD_FOR = timedelta(days=7)

SUBJECT = "You are invited to work on %(domain)s"
TEXT = (
    "Hello,\n\n%(inviter)s invites you to work for the street of shops at %(domain)s. Open this page to accept; the link"
    " works once, within seven days:\n\n%(link)s\n\nYou know nothing about this? Then you can forget this mail."
)


@dataclass(frozen=True)
class Invited:
    """A link, for the inviter's eyes where no mail took it to the address."""

    link: str
    mailed: bool


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that still counts."""

    id: UUID
    email: str
    role: str
    inviter: str
    created_at: datetime
    expires_at: datetime


async def invite_staff(
    runtime: Runtime, staff: StaffMember, *, email: str, role: str, now: datetime
) -> Invited:
    """An earlier invitation of the same address stops working. Raises `Conflict` for somebody who works here already."""
    email, token, settings = parse_email(email), new_token(), runtime.settings
    link = settings.address_of(settings.base_domain, f"/admin/invitations/{token}")
    async with platform_scope() as scope:
        account = await find_account(scope, email)
        if account is not None and account.platform_role:
            raise Conflict("%(name)s works here already.", name=account.name)
        await _keep(scope, email, role, token, staff, now)
        await record(
            scope, deed="staff.invited", actor_id=staff.account_id, actor=staff.name, now=now, email=email, role=role
        )  # fmt: skip
        mailed = await post_mail(
            scope, runtime, to=email, locale=account.locale if account else staff.locale, subject=SUBJECT, text=TEXT,
            now=now, inviter=staff.name, domain=settings.base_domain, link=link,
        )  # fmt: skip
    return Invited(link, mailed)


async def list_invitations(*, now: datetime) -> list[OpenInvitation]:
    """Those that can still be accepted, the latest first."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select i.id, i.email, i.role, a.name as inviter, i.created_at, i.expires_at"
            "  from invitation i join account a on a.id = i.invited_by"
            " where i.accepted_at is null and i.revoked_at is null and i.expires_at > $1 order by i.created_at desc",
            now,
        )
    return [OpenInvitation(**dict(row)) for row in rows]


async def revoke_invitation(invitation_id: UUID, staff: StaffMember, *, now: datetime) -> None:
    """Raises `NotFound` for one that was accepted or revoked already."""
    async with platform_scope() as scope:
        email = await scope.fetchval(
            "update invitation set revoked_at = $2 where id = $1 and accepted_at is null and revoked_at is null"
            " returning email",
            invitation_id, now,
        )  # fmt: skip
        if email is None:
            raise NotFound
        await record(
            scope, deed="staff.invitation_revoked", actor_id=staff.account_id, actor=staff.name, now=now, email=email
        )  # fmt: skip


async def find_invitation(token: str, *, now: datetime) -> tuple[OpenInvitation, bool]:
    """The invitation, and whether its address has an account already. Raises `LinkSpent`."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select i.id, i.email, i.role, a.name as inviter, i.created_at, i.expires_at"
            "  from invitation i join account a on a.id = i.invited_by where i.token_digest = $1"
            "   and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2",
            digest_of(token), now,
        )  # fmt: skip
        if row is None:
            raise LinkSpent
        return OpenInvitation(**dict(row)), await find_account(scope, row["email"]) is not None


async def accept_invitation(
    runtime: Runtime, token: str, *, name: str, password: str, locale: str, address: str, now: datetime
) -> None:
    """Make the account, or ask the one that is there for its password; then it has the role.

    Raises `LinkSpent`, `WrongPassword`, `TooManyRequests`, and `InvalidInput` for a password that is easily guessed.
    """
    invitation, known = await find_invitation(token, now=now)
    if known:
        account_id = (await check_sign_in(runtime, invitation.email, password, address=address)).id
    else:
        account_id = await create_account(
            email=invitation.email, name=name, password=password, locale=locale, now=now
        )
    async with platform_scope() as scope:
        if not await scope.execute(
            "update invitation set accepted_at = $2 where id = $1 and accepted_at is null and revoked_at is null",
            invitation.id, now,
        ):  # fmt: skip
            raise LinkSpent
        await _give_role(scope, runtime, account_id, invitation, now)


async def _give_role(
    scope: Scope, runtime: Runtime, account_id: UUID, invitation: OpenInvitation, now: datetime
) -> None:
    """Sessions from before end: they were begun by somebody with less to lose."""
    name = await scope.fetchval(
        "update account set platform_role = $2 where id = $1 and platform_role is null returning name",
        account_id, invitation.role,
    )  # fmt: skip
    if name is None:
        raise Conflict("This account works here already.")
    await end_other_sessions(scope, account_id)
    if runtime.settings.mail is not None:
        await note_proven(scope, account_id, name, now=now)
    await record(
        scope, deed="staff.joined", actor_id=account_id, actor=name, now=now, email=invitation.email,
        role=invitation.role, invited_by=invitation.inviter,
    )  # fmt: skip


async def _keep(scope: Scope, email: str, role: str, token: str, staff: StaffMember, now: datetime) -> None:
    await scope.execute(
        "update invitation set revoked_at = $2 where email = $1 and accepted_at is null and revoked_at is null",
        email, now,
    )  # fmt: skip
    try:
        await scope.execute(
            "insert into invitation (id, email, role, token_digest, invited_by, created_at, expires_at)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            new_id(), email, role, digest_of(token), staff.account_id, now, now + GOOD_FOR,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise Conflict from error
