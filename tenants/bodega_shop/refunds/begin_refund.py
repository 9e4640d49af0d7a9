"""Begin to give money back: limits, caps, rows with their numbers, and the books, all in one transaction.

The payment service hears of it from a job, under the number that was committed here. What goes to a customer's balance,
or was sent back by hand, is settled at once.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.gateway import Capabilities
from bodega_shop.floor import floor_of
from bodega_shop.orders.keep_evidence import keep_evidence
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.refunds.announce_refund import announce_refund
from bodega_shop.refunds.book_refund import book_part
from bodega_shop.refunds.end_order_refunded import end_if_all_is_back
from bodega_shop.refunds.plan_refund import Abilities, Part, RefundWish, plan_refund, share_of_balance
from bodega_shop.refunds.read_money import OrderMoney, is_topup, read_money
from bodega_shop.wallet.credit_topup import open_wallet
from bodega_shop.wallet.hold_part import move

SEND_JOB = "payments.refund"

_RAISE_PAYMENT = """
    update payment set refunded = refunded + $2 where id = $1 and refunded + $2 <= received and not disputed"""

_RAISE_ORDER = "update purchase set refunded = refunded + $2 where id = $1 and refunded + $2 <= paid"

_INSERT = """
    insert into refund (id, number, purchase_id, payment_id, target, cause, amount, counted, currency, state,
                        wallet_principal, wallet_bonus, reason, actor, created_at, settled_at)
    values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12, $13, $14, $15)"""


async def begin_refund(
    runtime: Runtime, shop: Shop, wish: RefundWish, *, actor: str, now: datetime
) -> list[str]:
    """The numbers of the refunds that were begun: one for each payment that gives, one for the balance's part.

    Raises `InvalidInput` for a sum that is not there, `Refused` with what the service does not do, `NotFound`.
    """
    abilities = await read_abilities(runtime, shop, wish.order_id)
    async with shop_scope(shop) as scope:
        numbers = await begin_in(scope, wish, abilities, actor=actor, now=now)
    await say_order_changed(runtime, shop, wish.order_id)
    return numbers


async def read_abilities(runtime: Runtime, shop: Shop, order_id: UUID) -> dict[UUID, Capabilities]:
    """What the channels of an order's payments can do; one whose extension is gone can do nothing."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch("select distinct channel_id from payment where purchase_id = $1", order_id)
    abilities = {}
    for row in rows:
        try:
            channel = await floor_of(runtime).channels.open(runtime, shop, row["channel_id"])
        except NotFound:
            continue
        abilities[channel.id] = channel.gateway.capabilities(channel.context.settings)
    return abilities


async def begin_in(
    scope: Scope, wish: RefundWish, abilities: Abilities, *, actor: str, now: datetime
) -> list[str]:
    """The same inside a transaction that is open already, whose caller holds no row of this order yet."""
    money = await read_money(scope, wish.order_id, lock=True)
    parts = plan_refund(money, wish, abilities, now=now)
    evidence = await keep_evidence(scope, wish.order_id, wish.reason, now=now)
    numbers = []
    for place, part in enumerate(parts, money.refunds + 1):
        number = f"{money.number}R{place:02}"
        await _begin_part(scope, money, part, wish, number, actor=actor, now=now)
        await record_event(
            scope, money.id, "refund_begun", None, None, actor=actor, now=now,
            refund=number, amount=part.money.minor, currency=part.money.currency, to=part.target, cause=wish.cause,
            reason_digest=evidence,
        )  # fmt: skip
        numbers.append(number)
    await _tell_settled(scope, money, parts, numbers, actor=actor, now=now)
    return numbers


async def _begin_part(
    scope: Scope, money: OrderMoney, part: Part, wish: RefundWish, number: str, *, actor: str, now: datetime
) -> None:
    await _raise_counters(scope, money, part)
    refund_id = new_id()
    shares = await _shares(scope, money, part, wish, now=now)
    later = part.target == "source"
    await scope.execute(
        _INSERT, refund_id, number, money.id, part.payment.id if part.payment else None, part.target, wish.cause,
        part.money.minor, part.money.currency, "created" if later else "succeeded", *shares, wish.reason, actor, now,
        None if later else now,
    )  # fmt: skip
    await book_part(scope, refund_id, money, part, wish, shares, now=now)
    if later:
        await enqueue(scope, SEND_JOB, {"refund": str(refund_id)})
    else:
        await announce_refund(scope, refund_id, now=now)


async def _raise_counters(scope: Scope, money: OrderMoney, part: Part) -> None:
    """The cap itself: the database moves the counters only as far as money came."""
    raised = True
    if part.payment is not None:
        raised = bool(await scope.execute(_RAISE_PAYMENT, part.payment.id, part.money.minor))
    if raised and (part.payment is None or part.payment.counts):
        raised = bool(await scope.execute(_RAISE_ORDER, money.id, part.money.minor))
    if not raised:
        raise InvalidInput("At most %(left)s can still be given back.", field="amount", left=money.left)


async def _shares(
    scope: Scope, money: OrderMoney, part: Part, wish: RefundWish, *, now: datetime
) -> tuple[int, int]:
    """Principal and bonus of the balance that move with this part, and move them."""
    if money.customer_id is None:
        return 0, 0
    if is_topup(money) and part.payment and part.payment.counts:
        await move(scope, money.customer_id, -part.money.minor, -wish.bonus, now=now)
        return part.money.minor, wish.bonus
    if part.target != "wallet":
        return 0, 0
    shares = (part.money.minor, 0) if part.payment else share_of_balance(money, part.money.minor)
    await open_wallet(scope, money.customer_id, part.money.currency, now=now)
    await _require_wallet(scope, money.customer_id, part.money.currency)
    await move(scope, money.customer_id, *shares, now=now)
    return shares


async def _require_wallet(scope: Scope, customer_id: UUID, currency: str) -> None:
    """Raises `Refused` for an account that is gone: nobody could spend what lies there."""
    if await scope.fetchval("select state = 'erased' from customer where id = $1", customer_id):
        raise Refused("This buyer has no account here, so there is no balance to give the money to.")
    kept_in = await scope.fetchval("select currency from wallet where customer_id = $1", customer_id)
    if kept_in != currency:
        raise InvalidInput(
            "This customer's balance is kept in %(currency)s.", field="target", currency=kept_in
        )


async def _tell_settled(
    scope: Scope,
    money: OrderMoney,
    parts: Sequence[Part],
    numbers: Sequence[str],
    *,
    actor: str,
    now: datetime,
) -> None:
    """What needed no service is done: say so, and end the order when all is back."""
    done = [(part, number) for part, number in zip(parts, numbers, strict=True) if part.target != "source"]
    for part, number in done:
        await record_event(
            scope, money.id, "refund_done", None, None, actor=actor, now=now,
            refund=number, amount=part.money.minor, currency=part.money.currency, to=part.target,
        )  # fmt: skip
    if done:
        await end_if_all_is_back(scope, money.id, money.state, actor=actor, now=now)
