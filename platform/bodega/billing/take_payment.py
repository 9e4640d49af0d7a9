"""Take what came for a bill: once, whoever tells of it and however often; whatever is not the sum is the shop's credit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.billing.accounts import book, collected_by, credit_of, due_from
from bodega.billing.thaw_paid import thaw_paid
from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega.staff.audit import record

Arrival = Literal["paid", "surplus", "duplicate", "unknown"]

_FIND = """
    select p.id, p.bill_id, b.shop_id, p.amount, p.currency
      from bill_payment p join bill b on b.id = p.bill_id where p.out_trade_no = $1 and p.channel_id = $2"""
_PAY = """
    update bill set state = 'paid', paid = total, paid_at = $2
     where id = $1 and state = 'open' and currency = $3 and total - paid = $4"""
_SETTLE = """
    update bill_payment set state = $2, received = $3, currency = $4, gateway_txn = $5, settled_at = $6, query_at = null
     where id = $1 and state in ('created', 'pending')"""


@dataclass(frozen=True)
class Arrived:
    """What became of it, and for whom; `thawed` says that the shop sells again."""

    word: Arrival
    shop_id: UUID | None = None
    thawed: bool = False


async def take_payment(
    scope: Scope, channel_id: UUID, out_trade_no: str, money: Money, gateway_txn: str, *, now: datetime
) -> Arrived:
    """The money is booked in any case; telling the processes of a thaw is the caller's, after the commit."""
    row = await scope.fetchrow(_FIND, out_trade_no, channel_id)
    if row is None:
        return Arrived("unknown")
    shop_id, payment_id = row["shop_id"], row["id"]
    # Whoever writes bills for this shop waits here, and is waited for: one order of locks for all.
    await scope.fetchval("select 1 from subscription where shop_id = $1 for update", shop_id)
    state = await scope.fetchval("select state from bill_payment where id = $1 for update", payment_id)
    if state not in ("created", "pending"):
        return Arrived("duplicate", shop_id)
    asked = (row["amount"], row["currency"]) == (money.minor, money.currency)
    paid = asked and await scope.execute(_PAY, row["bill_id"], now, money.currency, money.minor)
    word: Arrival = "paid" if paid else "surplus"
    await scope.execute(
        _SETTLE, payment_id, "succeeded" if paid else "surplus", money.minor, money.currency, gateway_txn, now
    )
    other = due_from(shop_id) if paid else credit_of(shop_id)
    source, sides = ("bill_payment", payment_id), (collected_by(channel_id), other)
    await book(scope, shop_id, source, "received", sides, money, now=now)
    await record(
        scope,
        deed=f"bill.{word}",
        actor_id=None,
        actor="Bodega",
        shop_id=shop_id,
        now=now,
        number=out_trade_no,
    )
    return Arrived(word, shop_id, await thaw_paid(scope, shop_id, now=now))
