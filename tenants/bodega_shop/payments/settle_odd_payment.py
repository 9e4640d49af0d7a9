"""Money that did not come as promised: late, of another amount, twice, or for nothing we know. It is never lost.

| what came                         | payment       | order                                              |
|-----------------------------------|---------------|----------------------------------------------------|
| no payment of ours on this channel| -             | untouched                                          |
| another amount or currency        | needs_review  | becomes an exception unless it is delivered; goods |
|                                   |               | that are reserved stay reserved                    |
| again, for a payment that is paid | stays         | untouched, the second sum is written down          |
| a second attempt, order is paid   | surplus       | untouched, the sum is written down                 |
| after the order ended             | succeeded     | delivered if goods are left, else an exception     |
| in time, but goods are missing    | succeeded     | exception                                          |
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.delivery.deliver_order import reserve_missing, sell_reserved
from bodega_shop.orders.announce_order import announce_order
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.states import (
    AMOUNT_DIFFERS,
    CANCELLED,
    DELIVERED,
    EXCEPTION,
    EXPIRED,
    GOODS_MISSING,
    LATE_AND_SOLD_OUT,
    LATE_NOT_ACCEPTED,
    PENDING,
)

_SELECT = """
    select p.id as payment_id, p.state as payment_state, p.amount, p.currency, o.id, o.number, o.state
      from payment p join purchase o on o.id = p.purchase_id
     where p.out_trade_no = $1 and p.channel_id = $2
       for update of p, o"""

Settled = tuple[str, UUID | None, str]


async def settle_odd_payment(
    scope: Scope,
    shop: Shop,
    channel_id: UUID,
    out_trade_no: str,
    gateway_txn: str,
    money: Money,
    *,
    moved: bool,
    short: bool,
    accept_late: bool,
    actor: str,
    now: datetime,
) -> Settled:
    """Decide by the table above; one word for the outcome, the order and its number come back.

    `moved`: the payment was marked as succeeded a moment ago. `short`: the order too, but its goods were missing.
    """
    row = await scope.fetchrow(_SELECT, out_trade_no, channel_id)
    if row is None:
        return "unknown_order", None, ""
    case = _Case(scope, shop, dict(row), gateway_txn, money, actor, now)
    if short:
        await case.set_aside(DELIVERED, GOODS_MISSING, paid=True)
        return case.outcome("exception")
    if not moved:
        return await case.not_as_promised()
    if row["state"] in (EXPIRED, CANCELLED):
        return await case.late(accept_late=accept_late)
    await case.mark_payment("surplus")
    await case.tell("surplus_payment")
    return case.outcome("surplus")


class _Case:
    def __init__(
        self,
        scope: Scope,
        shop: Shop,
        row: dict[str, Any],
        gateway_txn: str,
        money: Money,
        actor: str,
        now: datetime,
    ) -> None:
        self._scope = scope
        self._shop = shop
        self._row = row
        self._txn = gateway_txn
        self._money = money
        self._actor = actor
        self._now = now

    def outcome(self, word: str) -> Settled:
        return word, self._row["id"], self._row["number"]

    async def not_as_promised(self) -> Settled:
        """The payment did not move: it was paid before, or the sum is another one."""
        if self._row["payment_state"] == "closed":
            await self._receive("succeeded")
            return await self.late(accept_late=False)
        if self._row["payment_state"] not in ("created", "pending"):
            await self.tell("second_payment")
            return self.outcome("already_paid")
        await self._receive("needs_review")
        if self._row["state"] in (PENDING, EXPIRED, CANCELLED):
            await self.set_aside(self._row["state"], AMOUNT_DIFFERS, paid=True)
        else:
            await self.tell("amount_differs")
        return self.outcome("needs_review")

    async def late(self, *, accept_late: bool) -> Settled:
        """The order ended before its money came: deliver if the shelf still holds the goods, else a person decides."""
        state = self._row["state"]
        await self._scope.execute("update payment set late = true where id = $1", self._row["payment_id"])
        if not accept_late:
            await self.set_aside(state, LATE_NOT_ACCEPTED, paid=True)
            return self.outcome("exception")
        if not await reserve_missing(self._scope, self._row["id"], now=self._now):
            await self.set_aside(state, LATE_AND_SOLD_OUT, paid=True)
            return self.outcome("exception")
        await sell_reserved(self._scope, self._row["id"], now=self._now)
        await self._scope.execute(
            "update purchase set state = 'delivered', paid_at = $2, delivered_at = $2 where id = $1",
            self._row["id"], self._now,
        )  # fmt: skip
        await self.tell("paid_late", state, DELIVERED)
        await announce_order(self._scope, self._shop, self._row["id"], self._row["number"])
        return self.outcome("late")

    async def set_aside(self, before: str, why: str, *, paid: bool) -> None:
        """Put the order on the desk of exceptions; codes that are reserved for it stay reserved."""
        await self._scope.execute(
            "update purchase set state = 'exception', exception = $2, delivered_at = null,"
            " paid_at = case when $4 then coalesce(paid_at, $3) else paid_at end where id = $1",
            self._row["id"], why, self._now, paid,
        )  # fmt: skip
        await self.tell("set_aside", before, EXCEPTION, why=why)

    async def mark_payment(self, state: str) -> None:
        await self._scope.execute(
            "update payment set state = $2 where id = $1", self._row["payment_id"], state
        )

    async def tell(
        self, kind: str, before: str | None = None, after: str | None = None, **detail: Any
    ) -> None:
        await record_event(
            self._scope, self._row["id"], kind, before, after,
            actor=self._actor, now=self._now,
            received=self._money.minor, currency=self._money.currency, gateway_txn=self._txn, **detail,
        )  # fmt: skip

    async def _receive(self, state: str) -> None:
        await self._scope.execute(
            "update payment set state = $2, received = $3, received_currency = $4, gateway_txn = $5, paid_at = $6,"
            " query_at = null where id = $1",
            self._row["payment_id"], state, self._money.minor, self._money.currency, self._txn, self._now,
        )  # fmt: skip
