"""The orders as the shop's staff look for them: filtered, newest first, in pages."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bodega.kernel.contact import parse_contact
from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.catalog.read_shelf import search_pattern

PER_PAGE = 50
PER_EXPORT_READ = 500

_SELECT = """
    select o.id, o.number, o.state, o.exception, o.contact, o.total, o.currency, o.placed_at, o.paid_at,
           o.delivered_at, c.name as channel_name,
           (select string_agg(l.product_title || ' ' || l.sku_name || ' × ' || l.quantity, '; ' order by l.id)
              from purchase_line l where l.purchase_id = o.id) as goods
      from purchase o left join channel c on c.id = o.channel_id
     where ($1 = '' or o.state = $1) and ($2 = '' or o.number like $2)
       and ($3::bytea is null or o.contact_digest = $3) and ($4 = '' or o.contact ilike $4)
       and ($5::timestamptz is null or o.placed_at >= $5) and ($6::timestamptz is null or o.placed_at < $6)
       and ($7::uuid is null or o.channel_id = $7)
       and (not $8 or exists (select 1 from message m where m.purchase_id = o.id and m.state = 'failed'))
     order by o.placed_at desc, o.id desc limit $9 offset $10"""


@dataclass(frozen=True)
class OrderFilter:
    """Empty fields do not narrow. `until` is the last day that counts; days are those of the shop's time zone."""

    state: str = ""
    number: str = ""
    contact: str = ""
    since: date | None = None
    until: date | None = None
    channel_id: UUID | None = None
    unsent: bool = False


@dataclass(frozen=True)
class OrderRow:
    """One order; `goods` names its lines in one text."""

    id: UUID
    number: str
    state: str
    exception: str
    contact: str
    total: Money
    placed_at: datetime
    paid_at: datetime | None
    delivered_at: datetime | None
    channel_name: str | None
    goods: str


async def list_orders(
    shop: Shop, asked: OrderFilter, zone: ZoneInfo, *, page: int = 1
) -> tuple[list[OrderRow], bool]:
    """Page `page`, from 1, and whether there is one after it."""
    async with shop_scope(shop) as scope:
        rows = await _read(scope, shop, asked, zone, PER_PAGE + 1, (page - 1) * PER_PAGE)
    return rows[:PER_PAGE], len(rows) > PER_PAGE


async def every_order(
    shop: Shop, asked: OrderFilter, zone: ZoneInfo, *, most: int
) -> AsyncIterator[OrderRow]:
    """All that match, at most `most`, read in short transactions: an export never holds a connection."""
    for offset in range(0, most, PER_EXPORT_READ):
        async with shop_scope(shop) as scope:
            rows = await _read(scope, shop, asked, zone, PER_EXPORT_READ, offset)
        for row in rows:
            yield row
        if len(rows) < PER_EXPORT_READ:
            return


async def _read(
    scope: Scope, shop: Shop, asked: OrderFilter, zone: ZoneInfo, limit: int, offset: int
) -> list[OrderRow]:
    digest = _digest(shop, asked.contact)
    rows = await scope.fetch(
        _SELECT,
        asked.state,
        _number_pattern(asked.number),
        digest,
        "" if digest else search_pattern(asked.contact),
        _midnight(asked.since, zone),
        _midnight(asked.until + timedelta(days=1) if asked.until else None, zone),
        asked.channel_id,
        asked.unsent,
        limit,
        offset,
    )
    return [_row(dict(row)) for row in rows]


def _digest(shop: Shop, contact: str) -> bytes | None:
    """A whole contact is found by its fingerprint, which has an index; a part of one is looked for in the texts."""
    try:
        return shop.vault.fingerprint(parse_contact(contact).value, "contact") if contact else None
    except InvalidInput:
        return None


def _number_pattern(typed: str) -> str:
    plain = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return f"{plain}%" if plain else ""


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time.min, zone) if day else None


def _row(row: dict[str, Any]) -> OrderRow:
    total = Money(row.pop("total"), row.pop("currency"))
    return OrderRow(**{**row, "goods": row["goods"] or ""}, total=total)
