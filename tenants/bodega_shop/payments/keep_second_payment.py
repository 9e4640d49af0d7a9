"""Keep money that came a second time for one payment number, under another number of the service: a payment of its own.

It settles nothing and waits to be given back.
"""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.books.accounts import SURPLUS
from bodega_shop.books.book_order import book_payment
from bodega_shop.payments.claim import Claim

_KNOWN = "select 1 from payment where purchase_id = $1 and gateway_txn = $2"

_INSERT = """
    with next as materialized (
        select max(attempt) + 1 as attempt from payment where purchase_id = $2
    )
    insert into payment (id, purchase_id, channel_id, out_trade_no, attempt, amount, currency, state, gateway_txn,
                         received, received_currency, created_at, expires_at, paid_at)
    select $1, $2, $3, $4 || 'S' || next.attempt, next.attempt, $5, $6, 'surplus', $7, $5, $6, $8, $8, $8
      from next"""


async def keep_second_payment(scope: Scope, order_id: UUID, claim: Claim, *, now: datetime) -> bool:
    """Write it down and book it; False when it is known already. The caller holds the order's row."""
    if await scope.fetchval(_KNOWN, order_id, claim.gateway_txn):
        return False
    payment_id, money = new_id(), claim.money
    await scope.execute(
        _INSERT, payment_id, order_id, claim.channel_id, claim.out_trade_no, money.minor, money.currency,
        claim.gateway_txn, now,
    )  # fmt: skip
    await book_payment(
        scope, payment_id, claim.terms.account(claim.channel_id), money,
        to=SURPLUS, surcharge=Money.zero(money.currency), commission=Money.zero(money.currency), now=now,
    )  # fmt: skip
    return True
