"""Apply what a payment service says of one refund, once, whoever says it: it went, it failed, it failed after all.

| the refund was    | the service says | then                                                                     |
|-------------------|------------------|--------------------------------------------------------------------------|
| under way         | succeeded        | its promises are posted; the order is refunded when all is back          |
| under way         | failed           | its promises are void, the caps lowered; it can be tried again           |
| under way         | pending          | it is asked again later                                                  |
| succeeded         | failed           | mirrored legs, the caps lowered, the order as it was before              |
| failed            | succeeded        | a row of its own, as for a refund that was made at the service           |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.refunding import RefundStatus
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.orders.states import TOPUP
from bodega_shop.payments.tell_platform import tell_platform_of
from bodega_shop.refunds.announce_refund import announce_refund
from bodega_shop.refunds.book_refund import give_up_refund, keep_refund, reverse_refund
from bodega_shop.refunds.end_order_refunded import end_if_all_is_back, reopen
from bodega_shop.wallet.hold_part import move

UNDER_WAY = ("created", "pending", "unknown")
AMOUNT_DIFFERS = "amount_differs"

# Payments before their order, as everybody locks them.
_LOCK = """
    select r.id, r.number, r.state, r.amount, r.counted, r.currency, r.target, r.wallet_principal, r.wallet_bonus,
           r.gateway_refund, r.payment_id, r.purchase_id, p.out_trade_no, p.received_currency, o.kind, o.customer_id,
           o.state as order_state, o.delivered_at, o.currency as order_currency,
           (select t.credit from transfer t
             where t.source_id = p.id and t.source = 'payment' and t.leg in ('received', 'sale')) as holder,
           (select t.debit from transfer t
             where t.source_id = p.id and t.source = 'payment' and t.leg in ('received', 'sale')) as account
      from refund r join payment p on p.id = r.payment_id join purchase o on o.id = r.purchase_id
     where r.id = $1 for update of p, o, r"""

_SUCCEED = """
    update refund set state = 'succeeded', settled_at = $2, query_at = null, failure = '',
           gateway_refund = case when $3 = '' then gateway_refund else $3 end where id = $1"""

_FAIL = "update refund set state = 'failed', settled_at = $2, query_at = null, failure = $3 where id = $1"

_PENDING = """
    update refund set state = 'pending', gateway_refund = case when $2 = '' then gateway_refund else $2 end
     where id = $1"""

_DOUBT = "update refund set state = 'unknown', query_at = null, failure = $2 where id = $1"


@dataclass(frozen=True)
class Settled:
    """What became of it: done, failed, reversed, pending, doubtful, foreign, or nothing new (the empty word)."""

    word: str
    order_id: UUID


async def settle_refund(
    runtime: Runtime, shop: Shop, refund_id: UUID, status: RefundStatus, *, actor: str, now: datetime
) -> Settled:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        settled = await settle_in(scope, refund_id, status, actor=actor, now=now)
    if settled.word:
        await say_order_changed(runtime, shop, settled.order_id)
    return settled


async def settle_in(
    scope: Scope, refund_id: UUID, status: RefundStatus, *, actor: str, now: datetime
) -> Settled:
    """The same inside a transaction that is open already, whose caller holds no row of the order."""
    found = await scope.fetchrow(_LOCK, refund_id)
    if found is None:
        raise NotFound
    row = dict(found)
    word = await _decide(scope, row, status, actor=actor, now=now)
    return Settled(word, row["purchase_id"])


async def _decide(
    scope: Scope, row: Mapping[str, Any], status: RefundStatus, *, actor: str, now: datetime
) -> str:
    match row["state"] in UNDER_WAY, row["state"], status.state:
        case True, _, "succeeded":
            return await _succeed(scope, row, status, actor=actor, now=now)
        case True, _, "failed":
            await scope.execute(_FAIL, row["id"], now, status.failure)
            await give_up_refund(scope, row["id"], now=now)
            await _take_back(scope, row, "refund_failed", status.failure, actor=actor, now=now)
            return "failed"
        case True, _, "pending":
            await scope.execute(_PENDING, row["id"], status.gateway_refund)
            return "pending"
        case False, "succeeded", "failed":
            await scope.execute(_FAIL, row["id"], now, status.failure)
            await reverse_refund(scope, row["id"], now=now)
            await _take_back(scope, row, "refund_reversed", status.failure, actor=actor, now=now)
            await announce_refund(scope, row["id"], now=now, reversed_after=True)
            return "reversed"
        case False, "failed", "succeeded":
            return "foreign"
    return ""


async def _succeed(
    scope: Scope, row: Mapping[str, Any], status: RefundStatus, *, actor: str, now: datetime
) -> str:
    """Another sum than ours is for a person to look at: the books must not guess."""
    if status.money is not None and status.money != Money(row["amount"], row["currency"]):
        await scope.execute(_DOUBT, row["id"], AMOUNT_DIFFERS)
        await _tell(
            scope, row, "refund_unclear", actor=actor, now=now,
            theirs=status.money.minor, their_currency=status.money.currency,
        )  # fmt: skip
        return "doubtful"
    await scope.execute(_SUCCEED, row["id"], now, status.gateway_refund)
    await keep_refund(scope, row["id"], now=now)
    await _tell(scope, row, "refund_done", actor=actor, now=now)
    await announce_refund(scope, row["id"], now=now)
    await end_if_all_is_back(scope, row["purchase_id"], row["order_state"], actor=actor, now=now)
    await tell_platform_of(scope, row["payment_id"])
    return "done"


async def _take_back(
    scope: Scope, row: Mapping[str, Any], kind: str, failure: str, *, actor: str, now: datetime
) -> None:
    """The money is still, or again, here: lower the caps, give a top-up's balance back, let the order be as it was."""
    await scope.execute(
        "update payment set refunded = refunded - $2 where id = $1", row["payment_id"], row["counted"]
    )
    if (
        row["holder"] != "surplus"
        and (row["received_currency"] or row["order_currency"]) == row["order_currency"]
    ):
        await scope.execute(
            "update purchase set refunded = refunded - $2 where id = $1", row["purchase_id"], row["counted"]
        )
    if row["kind"] == TOPUP and row["customer_id"] and row["wallet_principal"]:
        await move(scope, row["customer_id"], row["wallet_principal"], row["wallet_bonus"], now=now)
    await _tell(scope, row, kind, actor=actor, now=now, why=failure)
    await reopen(scope, row["purchase_id"], row["order_state"], row["delivered_at"], actor=actor, now=now)
    await tell_platform_of(scope, row["payment_id"])


async def _tell(
    scope: Scope, row: Mapping[str, Any], kind: str, *, actor: str, now: datetime, **detail: Any
) -> None:
    await record_event(
        scope, row["purchase_id"], kind, None, None, actor=actor, now=now,
        refund=row["number"], amount=row["amount"], currency=row["currency"], to=row["target"], **detail,
    )  # fmt: skip
