"""End a takedown: the listing is put back, and both sides hear why."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.notices.carry_takedown import carry_soon
from bodega.notices.notice import (
    LONGEST_WORDS,
    Notice,
    NoticeListing,
    read_listing,
    read_listings,
    read_notice,
    write_entry,
)
from bodega.notices.tell_people import tell_holder, tell_owner
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.staff.staff_member import StaffMember

_BACK = """
    update notice_listing set state = 'back', back_at = $2, back_reason = $3, revision = revision + 1
     where id = $1 and state in ('down', 'countered', 'suit') and ($3 <> 'clock' or (state = 'countered' and clock_ends_at <= $2))"""
_SPARE = """
    update notice_listing set state = 'spared', back_reason = $3, back_at = $2, revision = revision + 1
     where id = $1 and state in ('looking', 'unknown', 'named')"""


async def put_back_by_hand(
    runtime: Runtime, listing_id: UUID, words: str, staff: StaffMember, *, now: datetime
) -> None:
    """As after a judgement. Raises `InvalidInput`, `OwnMatter`, `StateConflict` for one that is not off sale."""
    said = words.strip()[:LONGEST_WORDS]
    if not said:
        raise InvalidInput("Say why, in words that the right holder and the shop read.", field="words")
    async with platform_scope() as scope:
        listing = await read_listing(scope, listing_id)
        notice = await read_notice(scope, listing.notice_id)
        await refuse_own(scope, staff.account_id, listing.shop_id)
        if not await _back(runtime, scope, notice, listing, "decided", said, staff.name, now):
            raise StateConflict
        await record(
            scope, deed="notice.put_back", actor_id=staff.account_id, actor=staff.name, now=now, shop_id=listing.shop_id,
            notice=str(notice.id), title=listing.title, reason=said,
        )  # fmt: skip


async def put_back_by_clock(runtime: Runtime, listing_id: UUID, *, now: datetime) -> None:
    """Nothing for one of which word of a suit came in time."""
    async with platform_scope() as scope:
        listing = await read_listing(scope, listing_id)
        notice = await read_notice(scope, listing.notice_id)
        if await _back(runtime, scope, notice, listing, "clock", "", "", now):
            await record(
                scope, deed="notice.put_back", actor_id=None, actor="Bodega", now=now, shop_id=listing.shop_id,
                notice=str(notice.id), title=listing.title,
            )  # fmt: skip


async def end_listings(runtime: Runtime, scope: Scope, notice: Notice, reason: str, *, now: datetime) -> None:
    """All listings of a notice that was refused or withdrawn."""
    for listing in await read_listings(scope, notice.id):
        if not await scope.execute(_SPARE, listing.id, now, reason):
            await _back(runtime, scope, notice, listing, reason, "", "", now)


async def _back(
    runtime: Runtime,
    scope: Scope,
    notice: Notice,
    listing: NoticeListing,
    reason: str,
    words: str,
    author: str,
    now: datetime,
) -> bool:
    if not await scope.execute(_BACK, listing.id, now, reason):
        return False
    side = {"clock": "clock", "withdrawn": "holder"}.get(reason, "platform")
    await write_entry(
        scope, notice.id, "put_back", side=side, author=author, words=words, listing_id=listing.id, now=now
    )
    await carry_soon(scope, listing.id)
    await tell_owner(runtime, scope, listing, "back", now=now)
    if reason in ("clock", "decided"):
        await tell_holder(runtime, scope, notice, "back", now=now)
    return True
