"""What an order means for the books: money is held until the goods are handed over, and is the shop's from then on."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega_shop.books.accounts import COMMISSION, HELD, SALES, SURCHARGE
from bodega_shop.books.book_transfer import Leg, book

ORDER = "order"
PAYMENT = "payment"


async def book_delivery(scope: Scope, order_id: UUID, kept: Money, *, now: datetime, again: int = 0) -> None:
    """The goods were handed over: what was held for them is earned. `kept` is what was paid less what was given back.

    `again` counts deliveries after a refund that failed, so that each has a leg of its own.
    """
    leg = f"delivered:{again}" if again else "delivered"
    await book(scope, Leg(ORDER, order_id, leg, HELD, SALES, kept), now=now)


async def book_payment(
    scope: Scope,
    payment_id: UUID,
    account: str,
    received: Money,
    *,
    to: str,
    surcharge: Money,
    commission: Money,
    now: datetime,
) -> None:
    """Money came that is not earned yet: `to` is `held`, `surplus`, or a customer's wallet.

    A surcharge is the shop's at once, because it pays for the payment itself; it is only booked where the sum is the
    one asked for.
    """
    legs = (
        ("received", account, to, received - surcharge),
        ("surcharge", account, SURCHARGE, surcharge),
        ("commission", COMMISSION, account, commission),
    )
    for name, debit, credit, money in legs:
        await book(scope, Leg(PAYMENT, payment_id, name, debit, credit, money), now=now)
