"""The people who work for the platform: who they are, and where each is signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound

_SELECT = """
    select a.id, a.name, a.email, a.platform_role as role, a.totp_confirmed_at is not null as has_second_factor,
           (select count(*) from recovery_code c where c.account_id = a.id and c.used_at is null) as codes_left,
           (select max(i.seen_at) from sign_in i where i.account_id = a.id and i.audience = 'platform') as seen_at
      from account a where a.platform_role is not null"""


@dataclass(frozen=True)
class Colleague:
    """One of the platform's people; `seen_at` is None while no session of theirs is known."""

    id: UUID
    name: str
    email: str
    role: str
    has_second_factor: bool
    codes_left: int
    seen_at: datetime | None


async def list_platform_staff() -> list[Colleague]:
    """By role and name."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_SELECT + " order by a.platform_role, a.name, a.id")
    return [Colleague(**dict(row)) for row in rows]


async def find_colleague(account_id: UUID) -> Colleague:
    """Raises `NotFound` for an account without a role on the platform."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_SELECT + " and a.id = $1", account_id)
    if row is None:
        raise NotFound
    return Colleague(**dict(row))
