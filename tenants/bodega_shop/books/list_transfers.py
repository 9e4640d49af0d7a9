"""The transfers of a time, oldest first, each with what it belongs to: a page of them, or all for a spreadsheet."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop

PER_PAGE = 100
AT_ONCE = 1_000

_SELECT = """
    select t.id, t.at, t.source, t.leg, t.debit, t.credit, t.amount, t.currency, t.phase,
           coalesce(o.number, po.number, ro.number, dp.number, '') as number
      from transfer t
      left join purchase o on t.source = 'order' and o.id = t.source_id
      left join payment p on t.source = 'payment' and p.id = t.source_id
      left join purchase po on po.id = p.purchase_id
      left join refund r on t.source = 'refund' and r.id = t.source_id
      left join purchase ro on ro.id = r.purchase_id
      left join dispute d on t.source = 'dispute' and d.id = t.source_id
      left join purchase dp on dp.id = d.purchase_id
     where t.at >= $1 and t.at < $2 and ($3 = '' or t.debit = $3 or t.credit = $3)
       and ($4::timestamptz is null or (t.at, t.id) > ($4, $5::uuid))
     order by t.at, t.id limit $6 offset $7"""


@dataclass(frozen=True)
class Transfer:
    """One movement between two accounts. `number` is of the order it belongs to, empty for others."""

    id: UUID
    at: datetime
    source: str
    leg: str
    debit: str
    credit: str
    money: Money
    phase: str
    number: str


@dataclass(frozen=True)
class TransferFilter:
    """From `since` on and before `until`; `account` asks for one alone."""

    since: datetime
    until: datetime
    account: str = ""


async def list_transfers(shop: Shop, asked: TransferFilter, *, page: int) -> tuple[list[Transfer], bool]:
    """One page, and whether there are more."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            _SELECT, asked.since, asked.until, asked.account, None, None, PER_PAGE + 1, (page - 1) * PER_PAGE
        )
    return [_transfer(row) for row in rows[:PER_PAGE]], len(rows) > PER_PAGE


async def every_transfer(shop: Shop, asked: TransferFilter, *, most: int) -> AsyncIterator[Transfer]:
    """All of them up to `most`, in short transactions: whoever downloads slowly holds none open."""
    last: Transfer | None = None
    for _ in range(most // AT_ONCE):
        async with shop_scope(shop) as scope:
            rows = await _after(scope, asked, last)
        for row in rows:
            last = _transfer(row)
            yield last
        if len(rows) < AT_ONCE:
            return


async def _after(scope: Scope, asked: TransferFilter, last: Transfer | None) -> list[asyncpg.Record]:
    at, transfer_id = (last.at, last.id) if last else (None, None)
    return await scope.fetch(_SELECT, asked.since, asked.until, asked.account, at, transfer_id, AT_ONCE, 0)


def _transfer(row: asyncpg.Record) -> Transfer:
    return Transfer(
        row["id"], row["at"], row["source"], row["leg"], row["debit"], row["credit"],
        Money(row["amount"], row["currency"]), row["phase"], row["number"],
    )  # fmt: skip
