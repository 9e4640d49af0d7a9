"""The verifications that are under way, for staff: the overdue ones first, with the advice to freeze."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.identities.check import ASKED_STATES
from bodega.kernel.database import platform_scope

PAGE_SIZE = 50

_LIST = """
    select c.shop_id, s.name, s.state as shop_state, a.name as owner, a.email, c.state, c.due_on, c.reminded, c.advised_at,
           c.application_id
      from identity_check c join shop s on s.id = c.shop_id left join account a on a.id = s.owner_id
     where c.state <> 'confirmed' and s.state = any($1::text[]) and ($4::boolean is false or c.advised_at is not null)
     order by c.advised_at is null, c.due_on, c.id limit $2 offset $3"""
_COUNT = """
    select count(*) from identity_check c join shop s on s.id = c.shop_id
     where c.state = 'open' and c.advised_at is not null and s.state = any($1::text[]) and s.state <> 'frozen'"""


@dataclass(frozen=True)
class ListedCheck:
    """One line; with `advised_at` nobody answered in time."""

    shop_id: UUID
    name: str
    shop_state: str
    owner: str | None
    email: str | None
    state: str
    due_on: date
    reminded: int | None
    advised_at: datetime | None
    application_id: UUID | None


async def list_checks(*, overdue: bool = False, page: int = 1) -> tuple[list[ListedCheck], bool]:
    """One page, and whether there are more."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_LIST, list(ASKED_STATES), PAGE_SIZE + 1, (page - 1) * PAGE_SIZE, overdue)
    return [ListedCheck(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


async def count_overdue() -> int:
    """Those that staff should look at: overdue, and not frozen yet."""
    async with platform_scope() as scope:
        return int(await scope.fetchval(_COUNT, list(ASKED_STATES)))
