"""Write down a refund that was not begun here: somebody gave the money back at the payment service itself.

It counts against what the payment still held, and whatever goes beyond that is shown and booked as a loss.
"""

from datetime import datetime

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.refunding import RefundStatus
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.payments.match_payment import Matched, match_payment
from bodega_shop.payments.open_channel import OpenChannel
from bodega_shop.payments.tell_platform import tell_platform_of
from bodega_shop.refunds.announce_refund import announce_refund
from bodega_shop.refunds.book_refund import book_foreign
from bodega_shop.refunds.end_order_refunded import end_if_all_is_back
from bodega_shop.refunds.read_money import OrderMoney, PaidIn, is_topup, read_money
from bodega_shop.wallet.hold_part import move
from bodega_shop.wallet.plan_payback import bonus_back

UNKNOWN_ORDER = "unknown_order"

_KNOWN = """
    select 1 from refund where payment_id = $1 and gateway_refund = $2 and state <> 'failed'
       and ($2 <> '' or cause = 'external')"""

_INSERT = """
    insert into refund (id, number, purchase_id, payment_id, target, cause, amount, counted, currency, state,
                        gateway_refund, reason, actor, created_at, settled_at, wallet_principal, wallet_bonus)
    values ($1, $2, $3, $4, 'source', 'external', $5, $6, $7, 'succeeded', $8, '', $9, $10, $10, $11, $12)"""

_WALLET = "select principal, bonus from wallet where customer_id = $1 and currency = $2 for update"


async def keep_foreign_refund(
    runtime: Runtime, shop: Shop, channel: OpenChannel, status: RefundStatus, *, now: datetime
) -> str:
    """`refund_external`, `refund_known` or `unknown_order` comes back."""
    async with shop_scope(shop) as scope:
        payment = await match_payment(
            scope, channel.id, out_trade_no=status.out_trade_no, gateway_txn=status.gateway_txn
        )
        if payment is None or status.money is None:
            return UNKNOWN_ORDER
        fresh = await _keep(
            scope, payment, status.money, status.gateway_refund, f"channel:{channel.code}", now
        )
    if fresh:
        await say_order_changed(runtime, shop, payment.purchase_id)
    return "refund_external" if fresh else "refund_known"


async def _keep(
    scope: Scope, matched: Matched, amount: Money, gateway_refund: str, actor: str, now: datetime
) -> bool:
    money = await read_money(scope, matched.purchase_id, lock=True)
    payment = money.payment(matched.id)
    if await scope.fetchval(_KNOWN, payment.id, gateway_refund):
        return False
    counted = _counted(payment, amount)
    refund_id, number = new_id(), f"{money.number}R{money.refunds + 1:02}"
    await _raise_counters(scope, money, payment, counted)
    shares = await _take_from_balance(scope, money, payment, counted, now=now)
    await scope.execute(
        _INSERT, refund_id, number, money.id, payment.id, amount.minor, counted.minor, amount.currency,
        gateway_refund, actor, now, *shares,
    )  # fmt: skip
    await book_foreign(scope, refund_id, money, payment, counted, amount - counted, shares, now=now)
    await tell_platform_of(scope, payment.id)
    await record_event(
        scope, money.id, "refund_external", None, None, actor=actor, now=now,
        refund=number, amount=amount.minor, currency=amount.currency, counted=counted.minor,
    )  # fmt: skip
    await announce_refund(scope, refund_id, now=now)
    await end_if_all_is_back(scope, money.id, money.state, actor=actor, now=now)
    return True


def _counted(payment: PaidIn, amount: Money) -> Money:
    """As much of it as the payment still held."""
    if amount.currency != payment.received.currency:
        return Money.zero(amount.currency)
    return min(amount, payment.left)


async def _take_from_balance(
    scope: Scope, money: OrderMoney, payment: PaidIn, counted: Money, *, now: datetime
) -> tuple[int, int]:
    """A top-up went back, so its balance goes too, as far as it was not spent, with its part of the bonus."""
    if not (is_topup(money) and payment.counts and money.customer_id):
        return 0, 0
    row = await scope.fetchrow(_WALLET, money.customer_id, counted.currency)
    if row is None:
        return 0, 0
    principal = min(counted.minor, row["principal"])
    bonus = bonus_back(row["principal"], row["bonus"], principal)
    await move(scope, money.customer_id, -principal, -bonus, now=now)
    return principal, bonus


async def _raise_counters(scope: Scope, money: OrderMoney, payment: PaidIn, counted: Money) -> None:
    await scope.execute(
        "update payment set refunded = refunded + $2 where id = $1", payment.id, counted.minor
    )
    if payment.counts:
        await scope.execute(
            "update purchase set refunded = refunded + $2 where id = $1", money.id, counted.minor
        )
