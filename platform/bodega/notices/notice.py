"""A right holder's notice, the listings it names, and what was said and done about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega.kernel.ids import new_id
from bodega.kernel.vault import ShopVault
from bodega.qualifications.china_day import CHINA, china_day
from bodega.runtime import Runtime

RIGHTS: Final = ("trademark", "copyright", "patent", "other")
HOLDER_KINDS: Final = ("company", "person")
LONGEST_SAID, LONGEST_WORDS = 300, 3_000
MOST_LISTINGS: Final = 10
# E-Commerce Law of the People's Republic of China, article 43: without word of a complaint to the authorities or a
# suit within so many days after the shop's statement reached the holder, the platform ends what it did.
SUIT_DAYS: Final = 15
# Where no mail carries the statement and the holder never confirms it: the law names no days for this. As many as
# until something that a court can only announce counts as served (Civil Procedure Law, article 95).
UNCONFIRMED_DAYS: Final = 30
OFF_SALE: Final = ("down", "countered", "suit")

_TOKEN = "rights notice"  # noqa: S105 - a purpose, not a secret
_NOTICE = """
    select id, state, right_kind, right_said, claim, locale, sealed, name_digest, email_digest, made_at, decided_at,
           decided_by, reason, published_at, revision
      from rights_notice"""
_LISTING = """
    select l.id, l.notice_id, l.address, l.shop_id, s.name as shop_name, l.product_id, l.title, l.state, l.down_at,
           l.counter, l.counter_sealed, l.countered_at, l.reached_at, l.clock_ends_at, l.suit, l.suit_at, l.back_at,
           l.back_reason, l.revision
      from notice_listing l left join shop s on s.id = l.shop_id"""
_ENTRIES = """
    select id, listing_id, at, side, author, deed, words from notice_entry where notice_id = $1 order by at, id"""
_WRITE = """
    insert into notice_entry (id, notice_id, listing_id, at, side, author, deed, words)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""


class Person(msgspec.Struct, frozen=True):
    """Who objects, or who states that nothing is infringed; sealed, and shown to the other side as far as it must be."""

    kind: str
    name: str
    number: str
    email: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Notice:
    id: UUID
    state: str
    right_kind: str
    right_said: str
    claim: str
    locale: str
    sealed: bytes | None
    name_digest: bytes
    email_digest: bytes
    made_at: datetime
    decided_at: datetime | None
    decided_by: str
    reason: str
    published_at: datetime | None
    revision: int

    @property
    def is_open(self) -> bool:
        return self.state in ("received", "more")


@dataclass(frozen=True)
class NoticeListing:
    id: UUID
    notice_id: UUID
    address: str
    shop_id: UUID | None
    shop_name: str | None
    product_id: UUID | None
    title: str
    state: str
    down_at: datetime | None
    counter: str
    counter_sealed: bytes | None
    countered_at: datetime | None
    reached_at: datetime | None
    clock_ends_at: datetime | None
    suit: Mapping[str, Any]
    suit_at: datetime | None
    back_at: datetime | None
    back_reason: str
    revision: int

    @property
    def reached_at_latest(self) -> datetime | None:
        """Of a statement that waits to be confirmed by the right holder; None of every other."""
        waits = self.state == "countered" and self.reached_at is None
        return counts_as_reached(self.countered_at) if waits and self.countered_at else None


@dataclass(frozen=True)
class NoticeEntry:
    id: UUID
    listing_id: UUID | None
    at: datetime
    side: str
    author: str
    deed: str
    words: str


async def read_notice(scope: Scope, notice_id: UUID) -> Notice:
    """Raises `NotFound`."""
    row = await scope.fetchrow(f"{_NOTICE} where id = $1", notice_id)
    if row is None:
        raise NotFound
    return Notice(**dict(row))


async def read_listings(scope: Scope, notice_id: UUID) -> list[NoticeListing]:
    rows = await scope.fetch(f"{_LISTING} where l.notice_id = $1 order by l.id", notice_id)
    return [NoticeListing(**dict(row)) for row in rows]


async def read_listing(scope: Scope, listing_id: UUID, *, shop_id: UUID | None = None) -> NoticeListing:
    """Raises `NotFound`, also for another shop's than `shop_id`."""
    row = await scope.fetchrow(f"{_LISTING} where l.id = $1", listing_id)
    if row is None or (shop_id is not None and row["shop_id"] != shop_id):
        raise NotFound
    return NoticeListing(**dict(row))


async def listings_against(scope: Scope, shop_id: UUID) -> list[NoticeListing]:
    """Those of a shop that were ever taken down, what is still off sale first."""
    rows = await scope.fetch(
        f"{_LISTING} where l.shop_id = $1 and l.down_at is not null"
        " order by (l.state in ('down', 'countered', 'suit')) desc, l.down_at desc, l.id limit 200",
        shop_id,
    )
    return [NoticeListing(**dict(row)) for row in rows]


async def read_entries(scope: Scope, notice_id: UUID) -> list[NoticeEntry]:
    return [NoticeEntry(**dict(row)) for row in await scope.fetch(_ENTRIES, notice_id)]


async def write_entry(
    scope: Scope,
    notice_id: UUID,
    deed: str,
    *,
    side: str,
    now: datetime,
    author: str = "",
    words: str = "",
    listing_id: UUID | None = None,
) -> None:
    await scope.execute(_WRITE, new_id(), notice_id, listing_id, now, side, author, deed, words)


def clock_end(reached_at: datetime) -> datetime:
    """The end of the last of the days, in China; the day on which it reached the holder does not count."""
    last = china_day(reached_at) + timedelta(days=SUIT_DAYS + 1)
    return datetime.combine(last, time(0), CHINA)


def counts_as_reached(countered_at: datetime) -> datetime:
    """The beginning, in China, of the day on which a statement that nobody confirmed counts as having reached the holder."""
    day = china_day(countered_at) + timedelta(days=UNCONFIRMED_DAYS)
    return datetime.combine(day, time(0), CHINA)


def holders_path(runtime: Runtime, notice_id: UUID) -> str:
    """Whoever holds this link speaks for the right holder."""
    return f"/notices/{notice_id}/{runtime.platform_vault.token(_TOKEN, str(notice_id))}"


def check_token(runtime: Runtime, notice_id: UUID, token: str) -> None:
    """Raises `NotFound`."""
    if not runtime.platform_vault.verify_token(token, _TOKEN, str(notice_id)):
        raise NotFound


def seal_person(vault: ShopVault, row_id: UUID, person: Person, *, table: str = "rights_notice") -> bytes:
    return vault.seal(msgspec.json.encode(person), table=table, column="person", row_id=row_id)


def open_person(
    vault: ShopVault, row_id: UUID, sealed: bytes | None, *, table: str = "rights_notice"
) -> Person | None:
    if sealed is None:
        return None
    return msgspec.json.decode(vault.open(sealed, table=table, column="person", row_id=row_id), type=Person)
