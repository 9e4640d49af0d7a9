"""Write a bill: the next number of the year, what it is for, the books, and what the shop had to its credit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from bodega.billing.accounts import COMMISSION, SUBSCRIPTIONS, book, credit_of, due_from, liability
from bodega.billing.plan_collection import plan_collection
from bodega.billing.terms import read_terms
from bodega.identities.identity import read_identity
from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.qualifications.china_day import china_day

_NUMBER = """
    insert into bill_number (id, year, last) values ($2, $1, 1)
    on conflict (year) do update set last = bill_number.last + 1 returning last"""
_INSERT = """
    insert into bill (id, year, number, shop_id, kind, reason, state, currency, total, paid, lines, seller, buyer, tax_note,
                      begins, ends, due_at, issued_at, paid_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"""


@dataclass(frozen=True)
class BillLine:
    """One line: a msgid with the names of plans in both languages in it, and a sum that may be less than nothing."""

    text: str
    plan: dict[str, str]
    amount: int


@dataclass(frozen=True)
class Charge:
    """What is to be billed, once for each `reason` of a shop."""

    kind: Literal["subscription", "commission"]
    reason: str
    currency: str
    lines: Sequence[BillLine]
    begins: datetime
    ends: datetime

    @property
    def total(self) -> Money:
        return Money(sum(line.amount for line in self.lines), self.currency)


async def write_bill(scope: Scope, shop_id: UUID, charge: Charge, *, now: datetime) -> UUID | None:
    """The new bill; None where nothing is owed or it was written before. The caller holds the shop's subscription.

    The number is the last thing that is taken: who writes at the same moment waits no longer than it takes to commit.
    """
    total = charge.total
    known = await scope.fetchval(
        "select id from bill where shop_id = $1 and reason = $2", shop_id, charge.reason
    )
    if total.minor <= 0 or known is not None:
        return None
    bill_id, terms = new_id(), await read_terms(scope)
    buyer = await _buyer(scope, shop_id)
    credit = min(await liability(scope, shop_id, credit_of(shop_id), total.currency), total.minor)
    paid = credit == total.minor
    year = china_day(now).year
    lines = [{"text": line.text, "plan": line.plan, "amount": line.amount} for line in charge.lines]
    number = await scope.fetchval(_NUMBER, year, new_id())
    await scope.execute(
        _INSERT, bill_id, year, number, shop_id, charge.kind, charge.reason, "paid" if paid else "open",
        total.currency, total.minor, credit, lines, terms.seller, buyer, terms.tax_note, charge.begins, charge.ends,
        now + timedelta(days=terms.grace_days), now, now if paid else None,
    )  # fmt: skip
    income = COMMISSION if charge.kind == "commission" else SUBSCRIPTIONS
    source, due = ("bill", bill_id), due_from(shop_id)
    await book(scope, shop_id, source, "issued", (due, income), total, now=now)
    used = Money(credit, total.currency)
    await book(scope, shop_id, source, "credit", (credit_of(shop_id), due), used, now=now)
    await plan_collection(scope, shop_id)
    return bill_id


async def _buyer(scope: Scope, shop_id: UUID) -> str:
    """Who stands behind the shop, as far as that was approved, with its registered number, and the shop by its name."""
    name = str(await scope.fetchval("select name from shop where id = $1", shop_id))
    identity = await read_identity(scope, shop_id)
    entity = identity.entity if identity else {}
    said = (entity.get("name"), entity.get("uscc"), name)
    return "\n".join(dict.fromkeys(str(one) for one in said if one))
