"""What the right holder does on their own page: add what was asked for, tell of a suit, withdraw the notice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.complaints.write_entry import check_words
from bodega.duties.keep_files import Sent, files_stored, write_files
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.notices.notice import LONGEST_WORDS, read_listing, read_notice, write_entry
from bodega.notices.put_back import end_listings
from bodega.notices.tell_people import tell_owner
from bodega.runtime import Runtime
from bodega.staff.audit import record

SUITS = ("court", "authority")
_MOST_ENTRIES = 60

_ANSWER = """
    update rights_notice set state = 'received', revision = revision + 1 where id = $1 and state in ('received', 'more')"""
_COUNT = "select count(*) from notice_entry where notice_id = $1"
_SUIT = """
    update notice_listing set state = 'suit', suit = $3, suit_at = $4, revision = revision + 1
     where id = $1 and notice_id = $2 and state in ('down', 'countered')"""
_WITHDRAW = """
    update rights_notice set state = 'withdrawn', decided_at = $2, revision = revision + 1
     where id = $1 and state in ('received', 'more', 'upheld')"""


@dataclass(frozen=True)
class Suit:
    """Before a court or an authority, which one, and under which number."""

    kind: str
    where: str
    number: str


async def add_to_notice(runtime: Runtime, notice_id: UUID, words: str, files: Sent, *, now: datetime) -> None:
    """Raises `InvalidInput`, `TooLarge`, `Refused` once it is decided."""
    said = check_words(words, LONGEST_WORDS)
    async with files_stored(runtime, files) as stored, platform_scope() as scope:
        if not await scope.execute(_ANSWER, notice_id):
            raise Refused("This notice is decided. Nothing can be added to it.")
        if await scope.fetchval(_COUNT, notice_id) >= _MOST_ENTRIES:
            raise Refused("So much was said here that nothing more can be added.")
        await write_entry(scope, notice_id, "added", side="holder", words=said, now=now)
        await write_files(scope, notice_id, "holder", stored, now=now)


async def tell_of_suit(
    runtime: Runtime, notice_id: UUID, listing_id: UUID, suit: Suit, files: Sent, *, now: datetime
) -> None:
    """Keeps the listing down. Raises `InvalidInput` without proof, `Refused` for one that is back already."""
    if suit.kind not in SUITS:
        raise InvalidInput("Please choose one of these.", field="suit_kind")
    if not files:
        raise InvalidInput("Please add proof that it was received there.", field="file")
    told = {"kind": suit.kind, "where": suit.where, "number": suit.number}
    async with files_stored(runtime, files) as stored, platform_scope() as scope:
        if not await scope.execute(_SUIT, listing_id, notice_id, told, now):
            raise Refused("This listing is not off sale any more.")
        listing = await read_listing(scope, listing_id)
        await write_entry(scope, notice_id, "suit", side="holder", listing_id=listing_id, now=now)
        await write_files(scope, listing_id, "holder", stored, now=now)
        await record(
            scope, deed="notice.suit", actor_id=None, actor="Bodega", now=now, shop_id=listing.shop_id,
            notice=str(notice_id), title=listing.title,
        )  # fmt: skip
        await tell_owner(runtime, scope, listing, "suit", now=now)


async def withdraw_notice(runtime: Runtime, notice_id: UUID, *, now: datetime) -> None:
    """What was taken down is put back. Raises `Refused` for one that is over."""
    async with platform_scope() as scope:
        if not await scope.execute(_WITHDRAW, notice_id, now):
            raise Refused("This notice is decided. Nothing can be added to it.")
        await write_entry(scope, notice_id, "withdrawn", side="holder", now=now)
        await end_listings(runtime, scope, await read_notice(scope, notice_id), "withdrawn", now=now)
