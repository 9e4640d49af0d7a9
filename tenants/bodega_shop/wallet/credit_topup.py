"""Credit a top-up that was paid: the customer's own money, and what the shop gives on top of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega_shop.books.accounts import BONUSES, bonus_of, wallet_of
from bodega_shop.books.book_order import PAYMENT, book_payment
from bodega_shop.books.book_transfer import Leg, book
from bodega_shop.wallet.hold_part import move

BONUS_LEG = "bonus"

# Whatever the steps are by now: what was promised when the top-up was placed is given.
_BONUS = """
    select coalesce((detail ->> 'bonus')::bigint, 0) from purchase_event where purchase_id = $1 and kind = 'placed'"""

_OPEN = """
    insert into wallet (customer_id, currency, changed_at) values ($1, $2, $3) on conflict (customer_id) do nothing"""


async def credit_topup(
    scope: Scope, row: dict[str, Any], account: str, *, commission: Money, now: datetime
) -> None:
    """`row` is the payment with its order, both held by the caller; the payment is marked as received already."""
    customer_id, currency = row["customer_id"], row["currency"]
    received = Money(row["amount"], currency)
    surcharge = Money(row["surcharge"], currency)
    principal = received - surcharge
    bonus = Money(int(await scope.fetchval(_BONUS, row["id"]) or 0), currency)
    await book_payment(
        scope, row["payment_id"], account, received,
        to=wallet_of(customer_id), surcharge=surcharge, commission=commission, now=now,
    )  # fmt: skip
    await book(
        scope, Leg(PAYMENT, row["payment_id"], BONUS_LEG, BONUSES, bonus_of(customer_id), bonus), now=now
    )
    await open_wallet(scope, customer_id, currency, now=now)
    await move(scope, customer_id, principal.minor, bonus.minor, now=now)
    await scope.execute(
        "update purchase set state = 'delivered', paid = $3, paid_at = $2, delivered_at = $2 where id = $1",
        row["id"], now, received.minor,
    )  # fmt: skip


async def open_wallet(scope: Scope, customer_id: UUID, currency: str, *, now: datetime) -> None:
    """Make the customer's wallet, unless there is one."""
    await scope.execute(_OPEN, customer_id, currency, now)
