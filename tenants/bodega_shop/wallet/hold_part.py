"""Let a customer's balance pay a part of an order: held when the order is placed, spent or given back once.

Principal and bonus are spent in proportion to what each holds, so that what is left of one always goes with what is
left of the other, and either can be given back fairly.
"""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega_shop.books.accounts import HELD, bonus_of, wallet_of
from bodega_shop.books.book_transfer import Leg, give_up, keep_promise, promise

ORDER = "order"
PRINCIPAL_LEG = "wallet"
BONUS_LEG = "bonus"

_LOCK = "select principal, bonus from wallet where customer_id = $1 and currency = $2 for update"

_MOVE = """
    update wallet set principal = principal + $2, bonus = bonus + $3, changed_at = $4 where customer_id = $1"""

_HELD = """
    select coalesce(sum(amount) filter (where leg = 'wallet'), 0)::bigint as principal,
           coalesce(sum(amount) filter (where leg = 'bonus'), 0)::bigint as bonus
      from transfer where source = 'order' and source_id = $1 and phase = 'pending'"""


async def hold_part(scope: Scope, customer_id: UUID, order_id: UUID, most: Money, *, now: datetime) -> Money:
    """Take up to `most` from the balance and promise it to the order; what was taken comes back, nothing for none."""
    row = await scope.fetchrow(_LOCK, customer_id, most.currency)
    if row is None:
        return Money.zero(most.currency)
    taken = min(most.minor, row["principal"] + row["bonus"])
    if taken == 0:
        return Money.zero(most.currency)
    principal, bonus = spend(row["principal"], row["bonus"], taken)
    await move(scope, customer_id, -principal, -bonus, now=now)
    for leg, account, minor in (
        (PRINCIPAL_LEG, wallet_of(customer_id), principal),
        (BONUS_LEG, bonus_of(customer_id), bonus),
    ):
        await promise(scope, Leg(ORDER, order_id, leg, account, HELD, Money(minor, most.currency)), now=now)
    return Money(taken, most.currency)


def spend(principal: int, bonus: int, amount: int) -> tuple[int, int]:
    """How `amount` is divided over principal and bonus, in proportion, the odd unit from the principal."""
    from_bonus = amount * bonus // (principal + bonus)
    return amount - from_bonus, from_bonus


async def move(scope: Scope, customer_id: UUID, principal: int, bonus: int, *, now: datetime) -> None:
    """Change the kept balance beside the books; the table refuses one below zero."""
    await scope.execute(_MOVE, customer_id, principal, bonus, now)


async def spend_held(scope: Scope, order_id: UUID, *, now: datetime) -> None:
    """The order was paid: what was promised to it is spent."""
    for leg in (PRINCIPAL_LEG, BONUS_LEG):
        await keep_promise(scope, ORDER, order_id, leg, now=now)


async def release_held(scope: Scope, customer_id: UUID, order_id: UUID, *, now: datetime) -> None:
    """The order ended unpaid: the customer has the balance again. Safe to call twice."""
    held = await scope.fetchrow(_HELD, order_id)
    if held is None:
        return
    back = [
        held[leg] if held[leg] and await give_up(scope, ORDER, order_id, name, now=now) else 0
        for leg, name in (("principal", PRINCIPAL_LEG), ("bonus", BONUS_LEG))
    ]
    if any(back):
        await move(scope, customer_id, back[0], back[1], now=now)
