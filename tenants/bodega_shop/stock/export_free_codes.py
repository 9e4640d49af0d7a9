"""Take unsold codes out of the shop: each is written down as seen first, and by default off the shelf, then opened.

A code that is in a file and still on sale can be used by whoever has the file, and then be sold to a buyer.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import asyncpg

from bodega.kernel.aside import Aside
from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.delivery.reveal_codes import open_code
from bodega_shop.settings.record_deed import Actor, record_deed

CHUNK = 1_000
MOST_AT_ONCE = 100_000

_aside = Aside(1)

_TAKE = """
    with taken as materialized (
        select id, row_number() over () as place from (
            select id from code
             where on_shelf and ($1::uuid is null or sku_id = $1) and ($2::uuid is null or batch_id = $2)
               and (rank, id) > ($3, $4)
             order by rank, id limit $5 for no key update skip locked) chosen
    ), told as (
        insert into reveal (id, code_id, at, actor, via, address)
        select fresh.id, taken.id, $6, $7, 'export', $8
          from taken join (select id, place from unnest($9::uuid[]) with ordinality as given (id, place)) fresh
            on fresh.place = taken.place
    ), voided as (
        update code set state = 'void' where $10 and id = any(array(select id from taken))
    )
    select c.id, c.rank, c.fields from code c join taken on taken.id = c.id order by c.rank, c.id"""

_SEALED = """
    select c.id, c.sealed, c.fields from unnest($1::uuid[]) with ordinality as wanted (id, place) join code c on c.id = wanted.id
     order by wanted.place"""


@dataclass(frozen=True)
class ExportRequest:
    """Of a denomination or a batch, or of both; at most `most` codes, those first that would be sold first."""

    sku_id: UUID | None
    batch_id: UUID | None
    most: int = MOST_AT_ONCE
    keep_on_sale: bool = False


@dataclass(frozen=True)
class ExportedCodes:
    """What is recorded as exported and may be opened now. `fields` is how many a code has at most."""

    ids: Sequence[UUID]
    fields: int


async def export_free_codes(
    shop: Shop, request: ExportRequest, *, by: Actor, address: str, now: datetime
) -> ExportedCodes:
    """Record the export. Raises `InvalidInput` without a denomination or batch, `Refused` when nothing is unsold."""
    if request.sku_id is None and request.batch_id is None:
        raise InvalidInput("Choose codes, a batch or a denomination first.")
    ids: list[UUID] = []
    fields, last = 1, (-1, UUID(int=0))
    while True:
        limit = min(CHUNK, request.most - len(ids))
        async with shop_scope(shop) as scope:
            rows = await _take(scope, request, last, limit, by, address, now)
            ids += [row["id"] for row in rows]
            fields = max([fields, *(row["fields"] for row in rows)])
            if len(rows) < limit or len(ids) >= request.most:
                await _record(scope, request, len(ids), by, now)
                break
            last = (rows[-1]["rank"], rows[-1]["id"])
    if not ids:
        raise Refused("There is no unsold code to export.")
    return ExportedCodes(ids, fields)


async def open_exported(shop: Shop, exported: ExportedCodes) -> AsyncIterator[list[tuple[str, int]]]:
    """The codes in full and in order, some at a time, each with the number of its fields."""
    for start in range(0, len(exported.ids), CHUNK):
        async with shop_scope(shop) as scope:
            rows = await scope.fetch(_SEALED, exported.ids[start : start + CHUNK])
        yield await _aside(partial(_open, shop, rows))


def _open(shop: Shop, rows: list[asyncpg.Record]) -> list[tuple[str, int]]:
    return [(open_code(shop, row["id"], row["sealed"]), row["fields"]) for row in rows]


async def _take(
    scope: Scope,
    request: ExportRequest,
    last: tuple[int, UUID],
    limit: int,
    by: Actor,
    address: str,
    now: datetime,
) -> list[asyncpg.Record]:
    return await scope.fetch(
        _TAKE, request.sku_id, request.batch_id, *last, limit, now, by.name, address,
        [new_id() for _ in range(limit)], not request.keep_on_sale,
    )  # fmt: skip


async def _record(scope: Scope, request: ExportRequest, codes: int, by: Actor, now: datetime) -> None:
    if codes:
        subject = str(request.batch_id or request.sku_id)
        await record_deed(
            scope, "codes.exported", subject, by=by, now=now, codes=codes, kept_on_sale=request.keep_on_sale
        )
