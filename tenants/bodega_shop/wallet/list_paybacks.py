"""List what customers asked back: those that wait for the shop, or those of one customer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop

_COLUMNS = """
    select p.id, p.customer_id, case when c.email <> '' then c.email else c.phone end as customer, p.principal, p.bonus,
           p.currency, p.reason, p.state, p.answer, p.decided_by, p.asked_at, p.decided_at
      from payback p join customer c on c.id = p.customer_id """


@dataclass(frozen=True)
class Payback:
    """One question, and what became of it."""

    id: UUID
    customer_id: UUID
    customer: str
    principal: Money
    bonus: Money
    reason: str
    state: str
    answer: str
    decided_by: str
    asked_at: datetime
    decided_at: datetime | None


async def list_open_paybacks(shop: Shop, *, most: int = 100) -> list[Payback]:
    """The oldest first."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_COLUMNS + "where p.state = 'asked' order by p.asked_at limit $1", most)
    return [_payback(row) for row in rows]


async def list_paybacks_of(shop: Shop, customer_id: UUID, *, most: int = 10) -> list[Payback]:
    """The newest first."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            _COLUMNS + "where p.customer_id = $1 order by p.asked_at desc limit $2", customer_id, most
        )
    return [_payback(row) for row in rows]


def _payback(row: asyncpg.Record) -> Payback:
    fields = dict(row)
    currency = fields.pop("currency")
    return Payback(
        **{**fields, "principal": Money(row["principal"], currency), "bonus": Money(row["bonus"], currency)}
    )
