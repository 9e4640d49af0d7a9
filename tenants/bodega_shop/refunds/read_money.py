"""Read what came for an order and what of it can still be given back, payment by payment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega.kernel.money import Money
from bodega_shop.books.accounts import HELD, SURPLUS, clearing
from bodega_shop.orders.states import TOPUP

# Payments before their order, as everybody locks them who settles a payment.
_PAYMENTS = """
    select p.id, p.channel_id, p.out_trade_no, p.gateway_txn, p.gateway_ref, p.state, p.received, p.received_currency,
           p.refunded, p.commission, p.disputed, p.paid_at, t.debit as account, t.credit as holder,
           (select count(*) from refund r
             where r.payment_id = p.id and r.target = 'source' and r.state <> 'failed') as times
      from payment p left join transfer t on t.source_id = p.id and t.source = 'payment' and t.leg in ('received', 'sale')
     where p.purchase_id = $1 and p.received > 0 order by p.id"""

_ORDER = """
    select id, number, state, kind, currency, customer_id, paid, refunded, exception, delivered_at from purchase
     where id = $1"""

_BALANCE = """
    select (select coalesce(sum(amount), 0) from transfer
             where source = 'order' and source_id = $1 and leg = 'wallet:post')::bigint as principal,
           (select coalesce(sum(amount), 0) from transfer
             where source = 'order' and source_id = $1 and leg = 'bonus:post')::bigint as bonus,
           (select coalesce(sum(wallet_principal), 0) from refund
             where purchase_id = $1 and payment_id is null and state <> 'failed')::bigint as principal_back,
           (select coalesce(sum(wallet_bonus), 0) from refund
             where purchase_id = $1 and payment_id is null and state <> 'failed')::bigint as bonus_back,
           (select count(*) from refund where purchase_id = $1) as refunds"""


@dataclass(frozen=True)
class PaidIn:
    """One payment that arrived. `account` is where its money is, `holder` for whom the books hold it.

    `counts`: it is a part of what was paid for the order; money too much, or in another currency, is not.
    `times` is how often the service was asked to give a part of it back.
    """

    id: UUID
    channel_id: UUID
    out_trade_no: str
    gateway_txn: str
    gateway_ref: str
    state: str
    received: Money
    refunded: Money
    commission: Money
    disputed: bool
    paid_at: datetime | None
    account: str
    holder: str
    times: int
    counts: bool

    @property
    def left(self) -> Money:
        return self.received - self.refunded


@dataclass(frozen=True)
class OrderMoney:
    """An order and its payments. The four balance sums are minor units: spent on the order, and given back of that."""

    id: UUID
    number: str
    state: str
    kind: str
    exception: str
    customer_id: UUID | None
    delivered_at: datetime | None
    paid: Money
    refunded: Money
    payments: tuple[PaidIn, ...]
    principal: int
    bonus: int
    principal_back: int
    bonus_back: int
    refunds: int

    @property
    def left(self) -> Money:
        return self.paid - self.refunded

    @property
    def counted(self) -> list[PaidIn]:
        return [payment for payment in self.payments if payment.counts and payment.left.minor > 0]

    @property
    def aside(self) -> list[PaidIn]:
        """Payments that settled nothing of the order and still hold money."""
        return [payment for payment in self.payments if not payment.counts and payment.left.minor > 0]

    @property
    def balance_left(self) -> Money:
        """What the customer's balance paid and has not got back."""
        minor = self.principal + self.bonus - self.principal_back - self.bonus_back
        return Money(minor, self.paid.currency)

    def payment(self, payment_id: UUID) -> PaidIn:
        """Raises `NotFound`."""
        for payment in self.payments:
            if payment.id == payment_id:
                return payment
        raise NotFound


async def read_money(scope: Scope, order_id: UUID, *, lock: bool = False) -> OrderMoney:
    """Raises `NotFound`. With `lock` nobody else changes the payments and the order until the transaction ends."""
    payments = await scope.fetch(_PAYMENTS + (" for update of p" if lock else ""), order_id)
    order = await scope.fetchrow(_ORDER + (" for update" if lock else ""), order_id)
    balance = await scope.fetchrow(_BALANCE, order_id)
    if order is None or balance is None:
        raise NotFound
    currency = order["currency"]
    return OrderMoney(
        **{name: order[name] for name in ("id", "number", "state", "kind", "exception", "customer_id", "delivered_at")},
        paid=Money(order["paid"], currency),
        refunded=Money(order["refunded"], currency),
        payments=tuple(_payment(dict(row), currency) for row in payments),
        **dict(balance),
    )  # fmt: skip


def is_topup(money: OrderMoney) -> bool:
    return money.kind == TOPUP


def _payment(row: dict[str, Any], currency: str) -> PaidIn:
    received_in = row.pop("received_currency") or currency
    holder = row["holder"] or HELD
    return PaidIn(
        **{
            **row,
            "received": Money(row["received"], received_in),
            "refunded": Money(row["refunded"], received_in),
            "commission": Money(row["commission"], received_in),
            "account": row["account"] or clearing(row["channel_id"]),
            "holder": holder,
        },
        counts=holder != SURPLUS and received_in == currency,
    )
