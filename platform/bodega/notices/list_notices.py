"""Lists of notices: the desk's, and those that are published."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope

PAGE_SIZE = 50

_SELECT = """
    select n.id, n.state, n.right_kind, n.right_said, n.made_at, n.published_at, n.decided_at,
           (select count(*) from notice_listing l where l.notice_id = n.id) as listings,
           (select count(*) from notice_listing l
             where l.notice_id = n.id and l.state in ('down', 'countered', 'suit')) as off_sale,
           (select min(l.clock_ends_at) from notice_listing l where l.notice_id = n.id and l.state = 'countered') as clock_ends_at,
           (select string_agg(distinct s.name, ', ') from notice_listing l join shop s on s.id = l.shop_id
             where l.notice_id = n.id) as shops
      from rights_notice n"""
_WAITING = "n.state = 'received'"
_FILTERS = {
    "waiting": _WAITING,
    "open": "n.state in ('received', 'more')"
    " or exists (select 1 from notice_listing l where l.notice_id = n.id and l.state in ('down', 'countered', 'suit'))",
    "all": "true",
}


@dataclass(frozen=True)
class ListedNotice:
    id: UUID
    state: str
    right_kind: str
    right_said: str
    made_at: datetime
    published_at: datetime | None
    decided_at: datetime | None
    listings: int
    off_sale: int
    clock_ends_at: datetime | None
    shops: str | None


async def list_notices(shown: str, *, page: int = 1) -> tuple[list[ListedNotice], bool]:
    """One page of the desk's, and whether there are more; what waits begins with the oldest."""
    order = "n.made_at desc" if shown == "all" else "n.made_at"
    sql = f"{_SELECT} where {_FILTERS.get(shown, _WAITING)} order by {order}, n.id limit $1 offset $2"
    return await _page(sql, page)


async def list_published(*, page: int = 1) -> tuple[list[ListedNotice], bool]:
    """One page of what everybody may read, the newest first."""
    sql = f"{_SELECT} where n.published_at is not null order by n.published_at desc, n.id limit $1 offset $2"
    return await _page(sql, page)


async def count_waiting_notices() -> int:
    async with platform_scope() as scope:
        return int(await scope.fetchval("select count(*) from rights_notice n where n.state = 'received'"))


async def _page(sql: str, page: int) -> tuple[list[ListedNotice], bool]:
    async with platform_scope() as scope:
        rows = await scope.fetch(sql, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
    return [ListedNotice(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE
