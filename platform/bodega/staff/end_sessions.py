"""End sessions: this one at sign-out, one from the list, or all others after a password change."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.staff.start_session import IDLE, digest_of


async def sign_out(session_id: UUID) -> None:
    async with platform_scope() as scope:
        await scope.execute("delete from sign_in where id = $1", session_id)


async def end_session(account_id: UUID, session_id: UUID) -> None:
    """End one of the account's own sessions; raises `NotFound` for anybody else's."""
    async with platform_scope() as scope:
        if not await scope.execute(
            "delete from sign_in where id = $1 and account_id = $2", session_id, account_id
        ):
            raise NotFound


async def end_other_sessions(scope: Scope, account_id: UUID, *, keep: UUID | None = None) -> int:
    """End every session of the account but `keep`; how many there were comes back."""
    return await scope.execute(
        "delete from sign_in where account_id = $1 and id is distinct from $2", account_id, keep
    )


async def end_replaced_sessions(scope: Scope, account_id: UUID, old_token: str, *, now: datetime) -> None:
    """At a sign-in: the session that this browser had before, whoever's it was, and the account's lapsed ones."""
    await scope.execute(
        "delete from sign_in where token_digest = $1 or (account_id = $2 and (expires_at <= $3 or seen_at <= $4))",
        digest_of(old_token), account_id, now, now - IDLE,
    )  # fmt: skip
