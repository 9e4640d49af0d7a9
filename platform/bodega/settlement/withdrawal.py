"""A withdrawal as it stands, and the bookings of each of its moves: each is in the transaction that moves the row.

    asked → batched → approved → paid → returned
      ↓        ↓          └───────────────↑
    cancelled, refused

| move                            | books                                                              |
|---------------------------------|--------------------------------------------------------------------|
| asked                           | settled:<shop> → leaving:<shop>                                    |
| cancelled, refused, returned    | leaving:<shop> → settled:<shop>                                    |
| paid                            | leaving:<shop> → bank, leaving:<shop> → payout_fees                |
| returned after it was paid      | bank → settled:<shop>, payout_fees → settled:<shop>                |
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.billing.accounts import book
from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega.kernel.money import Money
from bodega.settlement.accounts import BANK, PAYOUT_FEES, leaving_of, settled_of

SOURCE = "withdrawal"

_FIND = """
    select id, shop_id, currency, amount, fee, state, account_id, batch_id from withdrawal where id = $1"""


@dataclass(frozen=True)
class Withdrawal:
    """`amount` is taken from the shop; its account gets `goes_out`."""

    id: UUID
    shop_id: UUID
    currency: str
    amount: int
    fee: int
    state: str
    account_id: UUID
    batch_id: UUID | None

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def goes_out(self) -> Money:
        return Money(self.amount - self.fee, self.currency)


async def find_withdrawal(scope: Scope, withdrawal_id: UUID) -> Withdrawal:
    """Raises `NotFound`."""
    row = await scope.fetchrow(_FIND, withdrawal_id)
    if row is None:
        raise NotFound
    return Withdrawal(**dict(row))


async def book_asked(scope: Scope, one: Withdrawal, *, now: datetime) -> None:
    await _book(scope, one, "asked", settled_of(one.shop_id), leaving_of(one.shop_id), one.money, now)


async def book_back(scope: Scope, one: Withdrawal, *, now: datetime) -> None:
    """It never left."""
    await _book(scope, one, "back", leaving_of(one.shop_id), settled_of(one.shop_id), one.money, now)


async def book_paid(scope: Scope, one: Withdrawal, *, now: datetime) -> None:
    leaving = leaving_of(one.shop_id)
    await _book(scope, one, "paid", leaving, BANK, one.goes_out, now)
    await _book(scope, one, "fee", leaving, PAYOUT_FEES, Money(one.fee, one.currency), now)


async def book_returned(scope: Scope, one: Withdrawal, *, now: datetime) -> None:
    """The bank sent it back: the shop has all of it again, the fee too."""
    settled = settled_of(one.shop_id)
    await _book(scope, one, "returned", BANK, settled, one.goes_out, now)
    await _book(scope, one, "fee_back", PAYOUT_FEES, settled, Money(one.fee, one.currency), now)


async def _book(
    scope: Scope, one: Withdrawal, leg: str, debit: str, credit: str, money: Money, now: datetime
) -> None:
    await book(scope, one.shop_id, (SOURCE, one.id), leg, (debit, credit), money, now=now)
