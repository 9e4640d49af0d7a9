"""Ask unused money back: given at once where it was paid in lately, else promised until somebody of the shop decides."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.books.accounts import BONUSES, HELD, bonus_of, wallet_of
from bodega_shop.books.book_transfer import Leg, promise
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.settings.profile import Profile
from bodega_shop.wallet.give_payback import PAYBACK, Giving, give_payback, lock_sources, prepare_giving
from bodega_shop.wallet.hold_part import move
from bodega_shop.wallet.plan_payback import bonus_back

PRINCIPAL_LEG = "principal"
BONUS_LEG = "bonus"
WITHOUT_REASON = "within the days in which no reason is asked"

Answer = Literal["granted", "asked"]

_LOCK = "select principal, bonus from wallet where customer_id = $1 and currency = $2 for update"

_INSERT = """
    insert into payback (id, customer_id, principal, bonus, currency, reason, state, decided_by, asked_at, decided_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""

_OPEN = "select 1 from payback where customer_id = $1 and state = 'asked'"


async def ask_payback(
    runtime: Runtime,
    shop: Shop,
    profile: Profile,
    customer_id: UUID,
    amount: Money,
    reason: str,
    *,
    now: datetime,
) -> Answer:
    """`granted` when the money is on its way, `asked` when a person decides.

    The bonus goes with it in proportion. Raises `InvalidInput` (amount; reason, where one is needed), `Refused` while
    an earlier question is open.
    """
    if amount.minor <= 0:
        raise InvalidInput("Please enter an amount above zero.", field="amount")
    giving = await prepare_giving(runtime, shop, new_id(), customer_id, amount, reason or WITHOUT_REASON)
    lately = now - timedelta(days=profile.payback_days)
    if giving.plan.is_whole_since(lately):
        if await _give_at_once(runtime, shop, giving, amount, reason, now=now):
            return "granted"
    elif not reason.strip():
        raise InvalidInput(
            "Some of it was paid in more than %(days)s days ago. Please say why you want it back.",
            field="reason", days=profile.payback_days,
        )  # fmt: skip
    async with shop_scope(shop) as scope:
        await _promise(scope, giving, amount, reason, now=now)
    return "asked"


async def _give_at_once(
    runtime: Runtime, shop: Shop, giving: Giving, amount: Money, reason: str, *, now: datetime
) -> bool:
    """False, and nothing done, where a payment service does not give back by itself."""
    try:
        async with shop_scope(shop) as scope:
            await lock_sources(scope, giving)
            bonus = await _require(scope, giving.customer_id, amount)
            await _write(scope, giving, amount, bonus, reason, "granted", now=now)
            orders = await give_payback(scope, giving, bonus, "source", actor="buyer", now=now)
    except Refused:
        return False
    for order_id in orders:
        await say_order_changed(runtime, shop, order_id)
    return True


async def _promise(scope: Scope, giving: Giving, amount: Money, reason: str, *, now: datetime) -> None:
    """Out of the balance at once, so that it is not spent while somebody decides."""
    customer_id = giving.customer_id
    bonus = await _require(scope, customer_id, amount)
    if await scope.fetchval(_OPEN, customer_id):
        raise Refused("You have asked before, and the shop has not decided yet.")
    await _write(scope, giving, amount, bonus, reason, "asked", now=now)
    await move(scope, customer_id, -amount.minor, -bonus.minor, now=now)
    for leg in promised_legs(giving.payback_id, customer_id, amount, bonus):
        await promise(scope, leg, now=now)


def promised_legs(payback_id: UUID, customer_id: UUID, amount: Money, bonus: Money) -> tuple[Leg, Leg]:
    """What stays promised until somebody decides."""
    return (
        Leg(PAYBACK, payback_id, PRINCIPAL_LEG, wallet_of(customer_id), HELD, amount),
        Leg(PAYBACK, payback_id, BONUS_LEG, bonus_of(customer_id), BONUSES, bonus),
    )


async def _require(scope: Scope, customer_id: UUID, amount: Money) -> Money:
    """The bonus that goes with it. Holds the wallet until the transaction ends."""
    row = await scope.fetchrow(_LOCK, customer_id, amount.currency)
    there = Money(row["principal"] if row else 0, amount.currency)
    if row is None or amount > there:
        raise InvalidInput("At most %(most)s of your own money is there.", field="amount", most=there)
    return Money(bonus_back(row["principal"], row["bonus"], amount.minor), amount.currency)


async def _write(
    scope: Scope, giving: Giving, amount: Money, bonus: Money, reason: str, state: Answer, *, now: datetime
) -> None:
    granted = state == "granted"
    await scope.execute(
        _INSERT, giving.payback_id, giving.customer_id, amount.minor, bonus.minor, amount.currency, reason, state,
        "shop" if granted else "", now, now if granted else None,
    )  # fmt: skip
