"""List what was announced, and who has read it where."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound

PAGE_SIZE = 50

_SELECT = """
    select n.id, n.title_en, n.title_zh, n.body_en, n.body_zh, n.tone, n.states, n.shop_ids, n.plans, n.trades, n.mailed,
           n.written_by_name, n.created_at, n.ends_at, n.withdrawn_at,
           (select count(distinct r.shop_id) from announcement_reading r where r.announcement_id = n.id) as shops
      from announcement n"""


@dataclass(frozen=True)
class Announced:
    """One announcement; `shops` is in how many somebody has read it."""

    id: UUID
    title_en: str
    title_zh: str
    body_en: str
    body_zh: str
    tone: str
    states: list[str]
    shop_ids: list[str]
    plans: list[str]
    trades: list[str]
    mailed: bool
    written_by_name: str
    created_at: datetime
    ends_at: datetime
    withdrawn_at: datetime | None
    shops: int


@dataclass(frozen=True)
class Reading:
    """Who has read it, where and when."""

    shop_id: UUID
    shop: str
    person: str
    read_at: datetime


async def list_announcements(*, page: int = 1) -> tuple[list[Announced], bool]:
    """One page, the latest first, and whether there are earlier ones."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            _SELECT + " order by n.created_at desc, n.id desc limit $1 offset $2",
            PAGE_SIZE + 1, (page - 1) * PAGE_SIZE,
        )  # fmt: skip
    return [Announced(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


async def find_announcement(announcement_id: UUID) -> tuple[Announced, list[Reading]]:
    """With its latest five hundred readings. Raises `NotFound`."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_SELECT + " where n.id = $1", announcement_id)
        readings = await scope.fetch(
            "select r.shop_id, s.name as shop, a.name as person, r.read_at from announcement_reading r"
            "  join shop s on s.id = r.shop_id join account a on a.id = r.account_id"
            " where r.announcement_id = $1 order by r.read_at desc limit 500",
            announcement_id,
        )
    if row is None:
        raise NotFound
    return Announced(**dict(row)), [Reading(**dict(reading)) for reading in readings]
