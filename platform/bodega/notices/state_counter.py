"""The shop states that nothing is infringed, with proof; the right holder is sent it, and the days begin to count."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.complaints.write_entry import check_words
from bodega.duties.keep_files import Sent, files_stored, write_files
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.notices.notice import (
    LONGEST_WORDS,
    Person,
    clock_end,
    read_listing,
    read_notice,
    seal_person,
    write_entry,
)
from bodega.notices.tell_people import tell_holder
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

COUNTER_TABLE = "notice_listing"

_COUNTER = """
    update notice_listing set state = 'countered', counter = $2, counter_sealed = $3, countered_at = $4, reached_at = $5,
                              clock_ends_at = $6, revision = revision + 1
     where id = $1 and state = 'down'"""


@dataclass(frozen=True)
class Counter:
    """`words` are published; who makes the statement goes to the right holder alone."""

    words: str
    person: Person
    files: Sent


async def state_counter(
    runtime: Runtime, shop_id: UUID, listing_id: UUID, counter: Counter, staff: StaffMember, *, now: datetime
) -> None:
    """Once for each listing. Raises `InvalidInput`, `TooLarge`, `Refused`, `NotFound` for another shop's."""
    words = check_words(counter.words, LONGEST_WORDS)
    if not counter.files:
        raise InvalidInput("Please add proof that nothing is infringed.", field="file")
    sealed = seal_person(runtime.platform_vault, listing_id, counter.person, table=COUNTER_TABLE)
    async with files_stored(runtime, counter.files) as stored, platform_scope() as scope:
        listing = await read_listing(scope, listing_id, shop_id=shop_id)
        notice = await read_notice(scope, listing.notice_id)
        mailed = await tell_holder(runtime, scope, notice, "countered", now=now)
        # Where nothing can be mailed it reaches the holder when they confirm it, or in the end by the calendar.
        reached, ends = (now, clock_end(now)) if mailed else (None, None)
        if not await scope.execute(_COUNTER, listing_id, words, sealed, now, reached, ends):
            raise Refused("A statement was made already, or this listing is not off sale any more.")
        await write_entry(
            scope, notice.id, "countered", side="shop", author=listing.shop_name or "", listing_id=listing_id, words=words,
            now=now,
        )  # fmt: skip
        await write_files(scope, listing_id, "shop", stored, now=now)
        await record(
            scope, deed="notice.countered", actor_id=staff.account_id, actor=staff.name, now=now, shop_id=shop_id,
            notice=str(notice.id), title=listing.title,
        )  # fmt: skip
