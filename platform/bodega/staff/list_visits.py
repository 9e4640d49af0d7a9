"""List who of the platform asked to come into a shop's console, who was let in, and for how long."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.runtime import Runtime
from bodega.street.shop import Shop

_PART = "visits that wait"
_MOST = 50

_SELECT = """
    select v.id, v.shop_id, v.asked_by, a.name as visitor, v.reason, v.way, v.hours, v.asked_at, v.granted_at, v.ends_at,
           v.ended_at, g.name as granted_by
      from shop_visit v join account a on a.id = v.asked_by left join account g on g.id = v.granted_by"""


@dataclass(frozen=True)
class Visit:
    """One question and what came of it."""

    id: UUID
    shop_id: UUID
    asked_by: UUID
    visitor: str
    reason: str
    way: str
    hours: int
    asked_at: datetime
    granted_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    granted_by: str | None

    def state(self, now: datetime) -> str:
        """asked, open, refused or over."""
        if self.granted_at is None:
            return "refused" if self.ended_at else "asked"
        return "over" if self.ended_at or (self.ends_at and self.ends_at <= now) else "open"


async def list_visits(shop_id: UUID) -> list[Visit]:
    """The last fifty, the latest first."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            _SELECT + " where v.shop_id = $1 order by v.asked_at desc, v.id desc limit $2", shop_id, _MOST
        )
    return [Visit(**dict(row)) for row in rows]


async def find_own_visit(visit_id: UUID, account_id: UUID) -> Visit:
    """Raises `NotFound` for somebody else's."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_SELECT + " where v.id = $1 and v.asked_by = $2", visit_id, account_id)
    if row is None:
        raise NotFound
    return Visit(**dict(row))


class Waiting:
    """In which shops a question waits for the owner, as far as this process has asked."""

    def __init__(self, runtime: Runtime) -> None:
        self._known: dict[UUID, bool] = {}
        runtime.directory.on_change(self.forget)
        runtime.directory.on_policy(self._known.clear)

    def forget(self, shop_id: UUID) -> None:
        self._known.pop(shop_id, None)

    async def is_in(self, shop_id: UUID) -> bool:
        if shop_id not in self._known:
            async with platform_scope() as scope:
                self._known[shop_id] = await scope.fetchval(
                    "select exists (select from shop_visit"
                    " where shop_id = $1 and granted_at is null and ended_at is null)",
                    shop_id,
                )
        return self._known[shop_id]


async def asks_wait(runtime: Runtime, shop: Shop) -> bool:
    """Whether a question waits for this shop's owner."""
    waiting = cast("Waiting | None", runtime.parts.get(_PART))
    if waiting is None:
        waiting = runtime.parts[_PART] = Waiting(runtime)
    return await waiting.is_in(shop.id)
