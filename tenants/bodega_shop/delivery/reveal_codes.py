"""Open the codes of an order, and write down who saw them, when, from where: no code is opened otherwise."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import asyncpg

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import StateConflict
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop

Via = Literal["first_view", "tap", "api", "email", "staff"]


class Disputed(StateConflict):
    """The payment of this order is disputed at the bank. Its codes are not shown until that is decided."""

    kind = "disputed"


def record_sql(quantity: str) -> str:
    """Writes down that `opened` was seen at $3 by $4 via $5 from $6, under the ids $2: wholly, or not at all.

    `quantity` is an SQL expression for how many codes there should be; more than there are ids is left to another way.
    """
    return f"""told as (
        insert into reveal (id, code_id, purchase_id, at, actor, via, address)
        select ($2::uuid[])[place], id, purchase_id, $3, $4, $5, $6 from opened
         where {quantity} between 1 and cardinality($2::uuid[]) and {quantity} = (select count(*) from opened)
    )"""


_REVEAL = f"""
    with opened as materialized (
        select c.id, c.sku_id, c.sealed, c.fields, c.purchase_id,
               row_number() over (order by l.id, c.rank, c.id) as place
          from code c
          join purchase o on o.id = c.purchase_id
          join purchase_line l on l.purchase_id = $1 and l.sku_id = c.sku_id
         where c.purchase_id = $1 and c.state = 'sold' and o.state = 'delivered'
           and (o.disputed_at is null or $5 = 'staff')
    ), {record_sql("cardinality($2::uuid[])")}
    select id, sku_id, sealed, fields from opened order by place"""


@dataclass(frozen=True)
class RevealedCode:
    """One opened code. Keep it off logs, caches and events."""

    id: UUID
    sku_id: UUID
    secret: str
    fields: int

    def __repr__(self) -> str:
        return f"RevealedCode({self.id})"


async def reveal_codes(
    shop: Shop, order_id: UUID, *, quantity: int, actor: str, via: Via, address: str, now: datetime
) -> list[RevealedCode]:
    """Open all codes of a delivered order of `quantity` codes; raises `StateConflict` when it is not delivered."""
    async with shop_scope(shop) as scope:
        return await reveal_in(
            scope, shop, order_id, quantity=quantity, actor=actor, via=via, address=address, now=now
        )


async def reveal_in(
    scope: Scope,
    shop: Shop,
    order_id: UUID,
    *,
    quantity: int,
    actor: str,
    via: Via,
    address: str,
    now: datetime,
) -> list[RevealedCode]:
    """The same inside a transaction that is open already."""
    ids = [new_id() for _ in range(quantity)]
    rows = await scope.fetch(_REVEAL, order_id, ids, now, actor, via, address)
    if len(rows) != quantity:
        raise await why_not(scope, order_id)
    return [revealed_code(shop, row["id"], row) for row in rows]


def revealed_code(shop: Shop, code_id: UUID, row: asyncpg.Record) -> RevealedCode:
    """The opened code of a row whose reveal was recorded by the statement that read it."""
    return RevealedCode(code_id, row["sku_id"], open_code(shop, code_id, row["sealed"]), row["fields"])


async def why_not(scope: Scope, order_id: UUID) -> StateConflict:
    """The error for an order whose codes are not there to be seen."""
    if await scope.fetchval("select disputed_at is not null from purchase where id = $1", order_id):
        return Disputed()
    return StateConflict("The goods of this order are not there yet.")


def open_code(shop: Shop, code_id: UUID, sealed: bytes) -> str:
    """The secret inside one sealed code. Only for callers that record the reveal, at the latest with the statement that reads it."""
    return shop.vault.open(sealed, table="code", column="sealed", row_id=code_id).decode()


def seal_code(shop: Shop, code_id: UUID, secret: str) -> bytes:
    return shop.vault.seal(secret, table="code", column="sealed", row_id=code_id)
