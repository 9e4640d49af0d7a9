"""Everything of one notice for a page: itself, its listings, what was said, files, and who made it."""

from dataclasses import dataclass
from uuid import UUID

from bodega.duties.open_file import DutyFile, files_of
from bodega.kernel.database import Scope, platform_scope
from bodega.notices.notice import (
    Notice,
    NoticeEntry,
    NoticeListing,
    Person,
    check_token,
    listings_against,
    open_person,
    read_entries,
    read_listing,
    read_listings,
    read_notice,
)
from bodega.notices.state_counter import COUNTER_TABLE
from bodega.runtime import Runtime

# Refused, or without word of a suit after the shop stated that nothing is infringed.
_EARLIER = """
    select count(*) as notices,
           count(*) filter (where n.state = 'refused'
                            or exists (select 1 from notice_listing l where l.notice_id = n.id and l.back_reason = 'clock')) as baseless
      from rights_notice n where n.id <> $1 and n.forgotten_at is null and (n.name_digest = $2 or n.email_digest = $3)"""


@dataclass(frozen=True)
class Earlier:
    """Other notices of the same person, and how many of these came to nothing."""

    notices: int
    baseless: int


@dataclass(frozen=True)
class NoticeFile:
    """`holder` and `counters` (by listing) are who speaks; files of a listing are those of its statement and suit."""

    notice: Notice
    holder: Person | None
    listings: list[NoticeListing]
    counters: dict[UUID, Person]
    entries: list[NoticeEntry]
    files: list[DutyFile]
    earlier: Earlier


async def read_notice_file(runtime: Runtime, notice_id: UUID) -> NoticeFile:
    """Raises `NotFound`."""
    async with platform_scope() as scope:
        return await _read(runtime, scope, notice_id)


async def read_as_holder(runtime: Runtime, notice_id: UUID, token: str) -> NoticeFile:
    """Raises `NotFound` for a wrong token."""
    check_token(runtime, notice_id, token)
    return await read_notice_file(runtime, notice_id)


async def read_as_shop(runtime: Runtime, listing_id: UUID, shop_id: UUID) -> tuple[NoticeListing, NoticeFile]:
    """Raises `NotFound` for another shop's, and for one that was never taken down."""
    async with platform_scope() as scope:
        listing = await read_listing(scope, listing_id, shop_id=shop_id)
        return listing, await _read(runtime, scope, listing.notice_id)


async def notices_against(shop_id: UUID) -> list[NoticeListing]:
    async with platform_scope() as scope:
        return await listings_against(scope, shop_id)


async def _read(runtime: Runtime, scope: Scope, notice_id: UUID) -> NoticeFile:
    vault = runtime.platform_vault
    notice, listings = await read_notice(scope, notice_id), await read_listings(scope, notice_id)
    speaking = {
        one.id: open_person(vault, one.id, one.counter_sealed, table=COUNTER_TABLE) for one in listings
    }
    row = await scope.fetchrow(_EARLIER, notice_id, notice.name_digest, notice.email_digest)
    return NoticeFile(
        notice,
        open_person(vault, notice_id, notice.sealed),
        listings,
        {listing_id: person for listing_id, person in speaking.items() if person},
        await read_entries(scope, notice_id),
        await files_of(scope, notice_id, *(one.id for one in listings)),
        Earlier(row["notices"], row["baseless"]) if row else Earlier(0, 0),
    )
