"""Derive every bill, payment and statement again from the platform's books, and name what differs."""

from datetime import datetime, timedelta
from uuid import UUID

from bodega.billing.read_statement import read_statements
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.one_moment import read_one_moment
from bodega.plugins.proof_door import Difference
from bodega.qualifications.china_day import CHINA

# Each row is a difference: what it is about, what should be, what is.
_CHECKS = {
    "bill.lines": """
        select b.id::text, b.total::text as expected, sum((l ->> 'amount')::bigint)::text as found
          from bill b, jsonb_array_elements(b.lines) l group by b.id having sum((l ->> 'amount')::bigint) <> b.total""",
    "bill.issued": """
        select b.id::text, b.total::text as expected, coalesce(sum(t.amount), 0)::text as found
          from bill b left join transfer t on t.source = 'bill' and t.source_id = b.id and t.leg = 'issued'
                  and t.debit = 'due:' || b.shop_id and t.currency = b.currency
         group by b.id having coalesce(sum(t.amount), 0) <> b.total""",
    "bill.paid": """
        select b.id::text, b.paid::text as expected, coalesce(sum(t.amount), 0)::text as found
          from bill b left join transfer t on t.credit = 'due:' || b.shop_id and t.currency = b.currency
                  and (t.source_id = b.id or t.source_id in (select p.id from bill_payment p where p.bill_id = b.id))
         group by b.id having coalesce(sum(t.amount), 0) <> b.paid""",
    "bill.number": """
        select n.year::text, n.last::text as expected, count(b.id)::text as found
          from bill_number n left join bill b on b.year = n.year group by n.year, n.last
        having count(b.id) <> n.last or max(b.number) <> n.last or min(b.number) <> 1""",
    "bill.twice": """
        select p.bill_id::text, '1' as expected, count(*)::text as found from bill_payment p
         where p.state = 'succeeded' group by p.bill_id having count(*) > 1""",
    "payment.received": """
        select p.id::text, p.received::text as expected, coalesce(sum(t.amount), 0)::text as found
          from bill_payment p left join transfer t on t.source = 'bill_payment' and t.source_id = p.id
         group by p.id having coalesce(sum(t.amount), 0) <> p.received""",
    "credit.negative": """
        select account as id, '0' as expected, sum(amount)::text as found from (
            select credit as account, currency, amount from transfer where credit like 'credit:%'
            union all select debit, currency, -amount from transfer where debit like 'credit:%') m
         group by account, currency having sum(amount) < 0""",
}
_MONTHS = """
    select shop_id, min(at) as first, max(at) as last from transfer where ($1::uuid is null or shop_id = $1)
     group by shop_id order by shop_id"""


async def audit_billing(shop_id: UUID | None = None) -> list[Difference]:
    """Every difference at one moment, statements of one shop or of all; none is the right answer."""
    async with platform_scope() as scope:
        await read_one_moment(scope)
        return [*await _of_checks(scope), *await _of_statements(scope, shop_id)]


async def _of_checks(scope: Scope) -> list[Difference]:
    return [
        Difference(check, row["id"], f"{row['expected']} expected, {row['found']} found")
        for check, statement in _CHECKS.items()
        for row in await scope.fetch(statement)
    ]


async def _of_statements(scope: Scope, shop_id: UUID | None) -> list[Difference]:
    """Month by month: each adds up, and begins where the one before it ended."""
    found = []
    for row in await scope.fetch(_MONTHS, shop_id):
        ended: dict[str, int] = {}
        month = first_of(row["first"])
        while month <= row["last"]:
            later = first_of(month + timedelta(days=32))
            for one in await read_statements(scope, row["shop_id"], month, later):
                if not one.adds_up or one.opening.minor != ended.get(one.currency, 0):
                    name = f"{row['shop_id']} {month.astimezone(CHINA):%Y-%m} {one.currency}"
                    found.append(Difference("statement", name, "its lines do not lead to its end"))
                ended[one.currency] = one.closing.minor
            month = later
    return found


def first_of(moment: datetime) -> datetime:
    """Where the month of Beijing's calendar begins in which that moment lies."""
    local = moment.astimezone(CHINA)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
