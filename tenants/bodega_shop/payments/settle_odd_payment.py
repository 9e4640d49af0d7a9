"""Money that did not come as promised: late, of another amount, twice, or for nothing we know. It is never lost.

| what came                         | payment       | order                                              | money is    |
|-----------------------------------|---------------|----------------------------------------------------|-------------|
| no payment of ours on this channel| -             | untouched                                          | unknown     |
| another amount or currency        | needs_review  | becomes an exception unless it is delivered; goods | held, or    |
|                                   |               | that are reserved stay reserved                    | surplus     |
| again, for a payment that is paid | stays         | untouched                                          | where it was|
| the same under another number     | a new one,    | untouched                                          | surplus     |
|                                   | surplus       |                                                    |             |
| a second attempt, order is paid   | surplus       | untouched                                          | surplus     |
| after the order ended             | succeeded     | delivered if goods are left, else an exception     | earned, held|
| in time, but goods are missing    | succeeded     | exception                                          | held        |
| the rest of what the balance pays | succeeded     | delivered                                          | earned      |
| for a top-up                      | succeeded     | delivered: the balance has it                      | the wallet's|
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.books.accounts import HELD, SURPLUS
from bodega_shop.books.book_order import book_delivery, book_payment
from bodega_shop.delivery.deliver_order import reserve_missing, sell_reserved
from bodega_shop.orders.announce_order import announce_order
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.states import (
    AMOUNT_DIFFERS,
    BALANCE_MISSING,
    CANCELLED,
    DELIVERED,
    EXCEPTION,
    EXPIRED,
    GOODS_MISSING,
    LATE_AND_SOLD_OUT,
    LATE_NOT_ACCEPTED,
    PENDING,
    TOPUP,
)
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.keep_second_payment import keep_second_payment
from bodega_shop.refunds.plan_automatic_refund import plan_automatic_refund
from bodega_shop.wallet.credit_topup import credit_topup
from bodega_shop.wallet.hold_part import spend_held

_SELECT = """
    select p.id as payment_id, p.state as payment_state, p.amount, p.currency, p.surcharge, p.gateway_txn,
           o.id, o.number, o.state, o.kind, o.customer_id, o.wallet_part, o.total
      from payment p join purchase o on o.id = p.purchase_id
     where p.out_trade_no = $1 and p.channel_id = $2
       for update of p, o"""

_OPEN = ("created", "processing", "pending")
_UNPAID = (PENDING, EXPIRED, CANCELLED)

Settled = tuple[str, UUID | None, str]


async def settle_odd_payment(
    scope: Scope,
    shop: Shop,
    claim: Claim,
    *,
    moved: bool,
    short: bool,
    accept_late: bool,
    now: datetime,
) -> Settled:
    """Decide by the table above; one word for the outcome, the order and its number come back.

    `moved`: the payment was marked as succeeded a moment ago. `short`: the order too, but its goods were missing.
    """
    row = await scope.fetchrow(_SELECT, claim.out_trade_no, claim.channel_id)
    if row is None:
        return "unknown_order", None, ""
    case = _Case(scope, shop, dict(row), claim, now)
    if short:
        return await case.goods_missing()
    if moved:
        return await case.as_promised(accept_late=accept_late)
    return await case.not_as_promised(accept_late=accept_late)


class _Case:
    def __init__(self, scope: Scope, shop: Shop, row: dict[str, Any], claim: Claim, now: datetime) -> None:
        self._scope = scope
        self._shop = shop
        self._row = row
        self._claim = claim
        self._now = now

    async def as_promised(self, *, accept_late: bool) -> Settled:
        """The sum is right and marked as received; only the order is not simply waiting for it."""
        if self._row["state"] not in _UNPAID:
            await self._mark_payment("surplus")
            await self._put_aside("surplus_payment")
            return self._outcome("surplus")
        if self._row["kind"] == TOPUP:
            return await self._top_up()
        if self._row["state"] == PENDING:
            return await self._deliver("paid", PENDING, "delivered")
        return await self._late(accept_late=accept_late)

    async def not_as_promised(self, *, accept_late: bool) -> Settled:
        """The payment did not move: it was paid before, given up, or the sum is another one."""
        right = (self._claim.money.minor, self._claim.money.currency) == (
            self._row["amount"], self._row["currency"],
        )  # fmt: skip
        if self._row["payment_state"] in ("closed", "failed") and right:
            await self._receive("succeeded")
            return await self.as_promised(accept_late=accept_late)
        if self._row["payment_state"] not in (*_OPEN, "closed", "failed"):
            return await self._again()
        await self._receive("needs_review")
        if self._row["state"] in _UNPAID:
            await self._set_aside(self._row["state"], AMOUNT_DIFFERS)
        else:
            await self._put_aside("amount_differs")
        return self._outcome("needs_review")

    async def goods_missing(self) -> Settled:
        """Paid in time, and reserved codes are gone: what was sold a moment ago is only reserved again."""
        await self._scope.execute(
            "update code set state = 'reserved', sold_at = null where purchase_id = $1 and state = 'sold'",
            self._row["id"],
        )
        await self._set_aside(PENDING, GOODS_MISSING)
        return self._outcome("exception")

    async def _again(self) -> Settled:
        """Paid before. Under another number of the service it is other money, to be given back."""
        known, told = self._row["gateway_txn"], self._claim.gateway_txn
        if not known or not told or known == told:
            return self._outcome("already_paid")
        fresh = await keep_second_payment(self._scope, self._row["id"], self._claim, now=self._now)
        if not fresh:
            return self._outcome("already_paid")
        await self._tell("second_payment")
        await plan_automatic_refund(self._scope, now=self._now)
        return self._outcome("surplus")

    async def _top_up(self) -> Settled:
        await credit_topup(
            self._scope, self._row, self._claim.terms.account(self._claim.channel_id),
            commission=self._claim.commission, now=self._now,
        )  # fmt: skip
        await self._tell("topped_up", self._row["state"], DELIVERED)
        await announce_order(self._scope, self._shop, self._row["id"], self._row["number"])
        return self._outcome("topped_up")

    async def _late(self, *, accept_late: bool) -> Settled:
        """The order ended before its money came: deliver if the shelf still holds the goods, else a person decides."""
        state = self._row["state"]
        await self._scope.execute("update payment set late = true where id = $1", self._row["payment_id"])
        why = LATE_NOT_ACCEPTED if not accept_late else BALANCE_MISSING if self._row["wallet_part"] else ""
        if not why and not await reserve_missing(self._scope, self._row["id"], now=self._now):
            why = LATE_AND_SOLD_OUT
        if why:
            await self._set_aside(state, why)
            return self._outcome("exception")
        return await self._deliver("paid_late", state, "late")

    async def _deliver(self, kind: str, before: str, word: str) -> Settled:
        """Everything is paid now, the balance's part too: hand the goods over."""
        wanted = await self._scope.fetchval(
            "select sum(quantity) from purchase_line where purchase_id = $1", self._row["id"]
        )
        if await sell_reserved(self._scope, self._row["id"], now=self._now) < wanted:
            await spend_held(self._scope, self._row["id"], now=self._now)
            return await self.goods_missing()
        await spend_held(self._scope, self._row["id"], now=self._now)
        part = self._row["wallet_part"]
        await self._scope.execute(
            "update purchase set state = 'delivered', paid = $3, paid_at = $2, delivered_at = $2 where id = $1",
            self._row["id"], self._now, self._claim.money.minor + part,
        )  # fmt: skip
        await self._book(HELD)
        await book_delivery(
            self._scope, self._row["id"],
            self._claim.money - self._surcharge() + Money(part, self._claim.money.currency), now=self._now,
        )  # fmt: skip
        await self._tell(kind, before, DELIVERED)
        await announce_order(self._scope, self._shop, self._row["id"], self._row["number"])
        return self._outcome(word)

    async def _set_aside(self, before: str, why: str) -> None:
        """Put the order on the desk of exceptions; codes that are reserved for it stay reserved."""
        counts = self._claim.money.currency == self._row["currency"]
        part = self._row["wallet_part"] if before == PENDING else 0
        await spend_held(self._scope, self._row["id"], now=self._now)
        await self._scope.execute(
            "update purchase set state = 'exception', exception = $2, delivered_at = null,"
            " paid = $4, paid_at = coalesce(paid_at, $3) where id = $1",
            self._row["id"], why, self._now, (self._claim.money.minor if counts else 0) + part,
        )  # fmt: skip
        await self._book(HELD)
        await self._tell("set_aside", before, EXCEPTION, why=why)
        await plan_automatic_refund(self._scope, now=self._now)

    async def _put_aside(self, kind: str) -> None:
        """Money that settles nothing: it waits to be given back."""
        await self._book(SURPLUS)
        await self._tell(kind)
        await plan_automatic_refund(self._scope, now=self._now)

    async def _book(self, to: str) -> None:
        await book_payment(
            self._scope,
            self._row["payment_id"],
            self._claim.terms.account(self._claim.channel_id),
            self._claim.money,
            to=to,
            surcharge=self._surcharge(),
            commission=self._claim.commission,
            now=self._now,
        )

    def _surcharge(self) -> Money:
        """What of the sum pays for the payment itself, where the sum is the one asked for."""
        same = self._claim.money.minor == self._row["amount"]
        return Money(self._row["surcharge"] if same else 0, self._claim.money.currency)

    async def _mark_payment(self, state: str) -> None:
        await self._scope.execute(
            "update payment set state = $2 where id = $1", self._row["payment_id"], state
        )

    async def _receive(self, state: str) -> None:
        fee = self._claim.fee or self._claim.terms.fee(self._claim.money)
        await self._scope.execute(
            "update payment set state = $2, received = $3, received_currency = $4, gateway_txn = $5, paid_at = $6,"
            " query_at = null, fee = $7, fee_from = $8, commission = $9 where id = $1",
            self._row["payment_id"], state, self._claim.money.minor, self._claim.money.currency,
            self._claim.gateway_txn, self._now, fee.minor, "gateway" if self._claim.fee else "rule",
            self._claim.commission.minor,
        )  # fmt: skip

    async def _tell(
        self, kind: str, before: str | None = None, after: str | None = None, **detail: Any
    ) -> None:
        await record_event(
            self._scope, self._row["id"], kind, before, after,
            actor=self._claim.actor, now=self._now, received=self._claim.money.minor,
            currency=self._claim.money.currency, gateway_txn=self._claim.gateway_txn, **detail,
        )  # fmt: skip

    def _outcome(self, word: str) -> Settled:
        return word, self._row["id"], self._row["number"]
