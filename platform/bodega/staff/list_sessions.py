"""List where an account is signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.staff.start_session import IDLE


@dataclass(frozen=True)
class ListedSession:
    """One browser that is signed in; `shop_name` is None on the platform."""

    id: UUID
    shop_name: str | None
    address: str
    agent: str
    created_at: datetime
    seen_at: datetime


async def list_sessions(account_id: UUID, *, now: datetime) -> list[ListedSession]:
    """Those that still count, the one used last first."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select i.id, s.name as shop_name, i.address, i.agent, i.created_at, i.seen_at"
            "  from sign_in i left join shop s on s.id::text = i.audience"
            " where i.account_id = $1 and i.expires_at > $2 and i.seen_at > $3 order by i.seen_at desc, i.id desc",
            account_id, now, now - IDLE,
        )  # fmt: skip
    return [ListedSession(**dict(row)) for row in rows]
