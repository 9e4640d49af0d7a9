"""What goes next, and what went: for the people who answer for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.retention.holds import is_held
from bodega.retention.periods import IDENTITY

_LEFT = f"""
    select s.id, s.name, s.left_at, s.erased_at,
           {is_held("shop", "s.id", "$1")} or {is_held("account", "s.owner_id", "$1")} as held
      from shop s where s.left_at is not null and s.rehearses is null
     order by s.erased_at is not null, s.left_at, s.id limit 100"""


@dataclass(frozen=True)
class LeftShop:
    """A shop that left, when its identity goes, and when it went."""

    id: UUID
    name: str
    left_at: datetime
    erased_at: datetime | None
    held: bool

    @property
    def goes_at(self) -> datetime:
        return self.left_at + IDENTITY


async def shops_that_left(*, now: datetime) -> list[LeftShop]:
    """Those whose identity is still kept first, the next to go at the top."""
    async with platform_scope() as scope:
        return [LeftShop(**dict(row)) for row in await scope.fetch(_LEFT, now)]
