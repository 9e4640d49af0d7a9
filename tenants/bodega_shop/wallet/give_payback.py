"""Send a customer's money back to where it came from, or note that a person sent it: refunds of its top-ups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import Refused
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.books.accounts import ADJUSTMENTS, BONUSES, bonus_of, wallet_of
from bodega_shop.books.book_transfer import Leg, book
from bodega_shop.refunds.begin_refund import begin_in, read_abilities
from bodega_shop.refunds.plan_refund import Abilities, RefundWish
from bodega_shop.refunds.read_money import read_money
from bodega_shop.wallet.hold_part import move
from bodega_shop.wallet.plan_payback import PaybackPlan, plan_payback

PAYBACK = "payback"

Way = Literal["source", "hand"]


@dataclass(frozen=True)
class Giving:
    """One payback that is about to be given, with what the channels of its top-ups can do."""

    payback_id: UUID
    customer_id: UUID
    plan: PaybackPlan
    abilities: Abilities
    reason: str


async def prepare_giving(
    runtime: Runtime, shop: Shop, payback_id: UUID, customer_id: UUID, amount: Money, reason: str
) -> Giving:
    """What has to be known before the transaction."""
    async with shop_scope(shop) as scope:
        plan = await plan_payback(scope, customer_id, amount)
    abilities: dict[UUID, object] = {}
    for source in plan.sources:
        abilities.update(await read_abilities(runtime, shop, source.order_id))
    return Giving(payback_id, customer_id, plan, abilities, reason)  # type: ignore[arg-type]


async def lock_sources(scope: Scope, giving: Giving) -> None:
    """Payments and orders before the wallet, as everybody locks them who settles a payment."""
    for source in sorted(giving.plan.sources, key=lambda source: source.order_id):
        await read_money(scope, source.order_id, lock=True)


async def give_payback(
    scope: Scope, giving: Giving, bonus: Money, way: Way, *, actor: str, now: datetime
) -> Sequence[UUID]:
    """Take the sum with its bonus out of the balance and begin its refunds; the orders that moved come back.

    Raises `Refused` for what a payment service does not do, and for money that came from no top-up unless a person
    sends it.
    """
    plan, shares = giving.plan, giving.plan.shares_of(bonus)
    if plan.rest.minor and way == "source":
        raise Refused(
            "%(rest)s of it came from no top-up and can go back to no payment service. Send it by hand.",
            rest=plan.rest,
        )
    for source, share in zip(plan.sources, shares, strict=False):
        wish = RefundWish(
            source.order_id, source.amount, way, giving.reason, cause="payback",
            payment_id=source.payment_id, bonus=share.minor,
        )  # fmt: skip
        await begin_in(scope, wish, giving.abilities, actor=actor, now=now)
    if plan.rest.minor:
        await _give_rest(scope, giving, shares[-1], now=now)
    return [source.order_id for source in plan.sources]


async def _give_rest(scope: Scope, giving: Giving, bonus: Money, *, now: datetime) -> None:
    customer_id, rest = giving.customer_id, giving.plan.rest
    await move(scope, customer_id, -rest.minor, -bonus.minor, now=now)
    legs = (
        ("rest", wallet_of(customer_id), ADJUSTMENTS, rest),
        ("rest_bonus", bonus_of(customer_id), BONUSES, bonus),
    )
    for name, debit, credit, money in legs:
        await book(scope, Leg(PAYBACK, giving.payback_id, name, debit, credit, money), now=now)
