"""A shop's statement reaches the right holder where no mail could carry it: they confirm it, or a stated time passes."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.notices.notice import clock_end, counts_as_reached, read_listing, write_entry
from bodega.staff.audit import record

_REACHED = """
    update notice_listing set reached_at = $3, clock_ends_at = $4, revision = revision + 1
     where id = $1 and notice_id = $2 and state = 'countered' and reached_at is null"""
_UNCONFIRMED = """
    select id, notice_id, countered_at from notice_listing
     where state = 'countered' and reached_at is null order by countered_at"""


async def confirm_statement(notice_id: UUID, listing_id: UUID, *, now: datetime) -> None:
    """The holder says that it reached them: the days begin. Nothing for one that reached them before."""
    async with platform_scope() as scope:
        await _reach(scope, notice_id, listing_id, "confirmed", "holder", now)


async def unconfirmed_statements(*, now: datetime) -> list[tuple[UUID, UUID]]:
    """The notice and the listing of those whose time to be confirmed is over."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_UNCONFIRMED)
    return [(row["notice_id"], row["id"]) for row in rows if counts_as_reached(row["countered_at"]) <= now]


async def count_as_reached(notice_id: UUID, listing_id: UUID, *, now: datetime) -> None:
    """Nobody confirmed it in time. Nothing for one that reached the holder before."""
    async with platform_scope() as scope:
        await _reach(scope, notice_id, listing_id, "unconfirmed", "clock", now)


async def _reach(
    scope: Scope, notice_id: UUID, listing_id: UUID, deed: str, side: str, now: datetime
) -> None:
    if not await scope.execute(_REACHED, listing_id, notice_id, now, clock_end(now)):
        return
    await write_entry(scope, notice_id, deed, side=side, listing_id=listing_id, now=now)
    listing = await read_listing(scope, listing_id)
    await record(
        scope, deed=f"notice.{deed}", actor_id=None, actor="Bodega", now=now, shop_id=listing.shop_id,
        notice=str(notice_id), title=listing.title,
    )  # fmt: skip
