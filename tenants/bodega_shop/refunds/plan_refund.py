"""Decide how a sum goes back, before anything is written: which payment gives it, to where, and what is allowed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from bodega.kernel.errors import InvalidInput, Refused
from bodega.kernel.money import Money
from bodega_shop.contracts.gateway import Capabilities
from bodega_shop.orders.states import DELIVERED, EXCEPTION
from bodega_shop.refunds.read_money import OrderMoney, PaidIn, is_topup

Target = Literal["source", "wallet", "hand"]
Cause = Literal["staff", "automatic", "surplus", "payback"]
Abilities = Mapping[UUID, Capabilities]


@dataclass(frozen=True)
class RefundWish:
    """What somebody wants to give back.

    `source` is the payment service, `wallet` the customer's balance, `hand` money that a person has sent back outside.
    `payment_id` names one payment, such as one too many; without it the sum is of what was paid for the order: the
    service's part goes first, what the balance paid goes back to the balance. `bonus` is taken back with a top-up.
    """

    order_id: UUID
    amount: Money
    target: Target
    reason: str
    cause: Cause = "staff"
    payment_id: UUID | None = None
    bonus: int = 0


@dataclass(frozen=True)
class Part:
    """One row of a refund: `payment` is None for what the customer's balance had paid."""

    payment: PaidIn | None
    target: Target
    money: Money


def plan_refund(money: OrderMoney, wish: RefundWish, abilities: Abilities, *, now: datetime) -> list[Part]:
    """The parts, in order. Raises `InvalidInput` naming the amount, and `Refused` for what a service does not do."""
    if wish.amount.minor <= 0:
        raise InvalidInput("Please enter how much goes back.", field="amount")
    parts = _of_payment(money, wish) if wish.payment_id else _of_order(money, wish)
    if any(part.payment and part.payment.disputed for part in parts):
        raise Refused(
            "This payment is disputed at the buyer's bank. Until that is decided nothing is given back here."
        )
    if any(part.target == "wallet" for part in parts) and money.customer_id is None:
        raise Refused("This buyer has no account here, so there is no balance to give the money to.")
    for part in parts:
        if part.payment and part.target == "source":
            check_limits(
                part.payment, part.money, abilities.get(part.payment.channel_id, Capabilities()), now
            )
    return parts


def _of_payment(money: OrderMoney, wish: RefundWish) -> list[Part]:
    payment = money.payment(wish.payment_id) if wish.payment_id else None
    if payment is None or wish.amount.currency != payment.received.currency:
        raise InvalidInput("Please choose one of these.", field="payment")
    if is_topup(money) and payment.counts and wish.cause != "payback":
        raise Refused("A top-up is given back from the customer's balance, on the customer's page.")
    _require_at_most(wish.amount, payment.left)
    return [Part(payment, wish.target, wish.amount)]


def _of_order(money: OrderMoney, wish: RefundWish) -> list[Part]:
    if money.state not in (DELIVERED, EXCEPTION) or is_topup(money):
        raise Refused("Nothing of this order can be given back.")
    if wish.amount.currency != money.left.currency:
        raise InvalidInput("Please enter how much goes back.", field="amount")
    _require_at_most(wish.amount, money.left)
    parts, rest = [], wish.amount
    for payment in money.counted:
        taken = min(rest, payment.left)
        if taken.minor:
            parts.append(Part(payment, wish.target, taken))
            rest -= taken
    return [*parts, Part(None, "wallet", rest)] if rest.minor else parts


def _require_at_most(amount: Money, left: Money) -> None:
    if amount > left:
        raise InvalidInput("At most %(left)s can still be given back.", field="amount", left=left)


def check_limits(payment: PaidIn, amount: Money, can: Capabilities, now: datetime) -> None:
    """What the service itself would refuse is said before anything is written. Raises `Refused`."""
    if can.refund == "none":
        raise Refused(
            "This payment service gives no money back through the shop. Send it back there by hand, and record that here."
        )
    if can.refund == "whole" and (payment.refunded.minor or amount != payment.received):
        raise Refused("This payment service gives back the whole payment at once, or nothing.")
    if (
        can.refund_days is not None
        and payment.paid_at
        and now - payment.paid_at > timedelta(days=can.refund_days)
    ):
        raise Refused(
            "This payment service gives money back for %(days)s days only. Send it back by hand, and record that here.",
            days=can.refund_days,
        )
    if can.refunds_per_payment is not None and payment.times >= can.refunds_per_payment:
        raise Refused(
            "This payment service gives one payment back in %(most)s parts at most, and that many were made.",
            most=can.refunds_per_payment,
        )


def share_of_balance(money: OrderMoney, amount: int) -> tuple[int, int]:
    """How much of `amount` is principal and how much bonus, in the proportion in which the order spent them.

    Counted over all that went back, so that many small refunds add up to exactly what was spent.
    """
    back = money.principal_back + money.bonus_back + amount
    bonus = money.bonus * back // (money.principal + money.bonus) - money.bonus_back
    return amount - bonus, bonus


def commission_back(payment: PaidIn, before: int, amount: Money) -> Money:
    """The platform's part of `amount`; `before` is what it gave back already. Adds up exactly to its commission."""
    total = payment.refunded.minor + amount.minor
    rounded = (2 * payment.commission.minor * total + payment.received.minor) // (2 * payment.received.minor)
    return Money(max(rounded - before, 0), amount.currency)
