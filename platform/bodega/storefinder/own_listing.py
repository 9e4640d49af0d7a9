"""What the directory says of an owner's shop, for that owner; and the wish to stand in it or not."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.staff.audit import record
from bodega.storefinder.find_shops import FEWEST_BUYERS, FEWEST_ORDERS, LISTED, STALE_AFTER

_READ = f"""
    select s.id, s.name, s.state, s.listed, {LISTED} as shown, coalesce(s.opened_at, s.created_at) as opened_at,
           t.until, t.orders, t.buyers, t.correct, t.exceptions, t.median_seconds, t.score
      from shop s left join shop_standing t on t.shop_id = s.id
     where s.id = $1 and s.owner_id = $2 and s.rehearses is null"""
_SET = "update shop set listed = $3 where id = $1 and owner_id = $2 and listed <> $3"


@dataclass(frozen=True)
class OwnListing:
    """`shown` says whether visitors find it now; the figures are none until the shop was asked for the first time."""

    id: UUID
    name: str
    state: str
    listed: bool
    shown: bool
    opened_at: datetime
    until: date | None
    orders: int | None
    buyers: int | None
    correct: int | None
    exceptions: int | None
    median_seconds: int | None
    score: int | None

    def is_known(self, today: date) -> bool:
        """Whether its figures are published."""
        fresh = self.until is not None and self.until >= today - STALE_AFTER
        return fresh and (self.orders or 0) >= FEWEST_ORDERS and (self.buyers or 0) >= FEWEST_BUYERS


async def read_own_listing(shop_id: UUID, account_id: UUID) -> OwnListing:
    """Raises `NotFound` for somebody else's shop."""
    async with platform_scope() as scope:
        return await _read(scope, shop_id, account_id)


async def wish_listed(shop_id: UUID, account_id: UUID, *, listed: bool, actor: str, now: datetime) -> None:
    """From now on it stands there, or does not. Raises `NotFound` for somebody else's shop."""
    async with platform_scope() as scope:
        await _read(scope, shop_id, account_id)
        if await scope.execute(_SET, shop_id, account_id, listed):
            await record(
                scope, deed="listing.wished" if listed else "listing.declined", actor_id=account_id, actor=actor,
                now=now, shop_id=shop_id,
            )  # fmt: skip


async def _read(scope: Scope, shop_id: UUID, account_id: UUID) -> OwnListing:
    row = await scope.fetchrow(_READ, shop_id, account_id)
    if row is None:
        raise NotFound
    return OwnListing(**dict(row))
