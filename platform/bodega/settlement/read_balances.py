"""What a shop has with the platform, by what it may do with it: told from the books and the settlements alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.billing.accounts import owed_to
from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega.settlement.accounts import leaving_of, settled_of

_SUMS = """
    select t.currency,
           sum(case when credit = $2 then amount when debit = $2 then -amount else 0 end)::bigint as pending,
           sum(case when credit = $3 then amount else 0 end - case when debit = $3 then amount else 0 end)::bigint as settled,
           sum(case when credit = $4 then amount else 0 end - case when debit = $4 then amount else 0 end)::bigint as leaving
      from transfer t where shop_id = $1 and (debit in ($2, $3, $4) or credit in ($2, $3, $4)) group by t.currency
     order by t.currency"""

_KEPT = """
    select currency,
           coalesce(sum(net) filter (where available_at > $2 and net > 0), 0)::bigint as held,
           coalesce(sum(reserve) filter (where available_at <= $2 and reserve_until > $2), 0)::bigint as reserved,
           min(available_at) filter (where available_at > $2 and net > 0) as next_at
      from settlement where shop_id = $1 and reserve_until > $2 group by currency"""


@dataclass(frozen=True)
class Balance:
    """In one currency. `pending` is not settled yet; of what is settled some is on hold (`held`), some in `reserved`;
    `free` is the rest, less than nothing when more went back than was there, and is carried on. `next_at` is when the
    next money comes out of its hold.
    """

    currency: str
    pending: Money
    held: Money
    reserved: Money
    free: Money
    leaving: Money
    next_at: datetime | None

    @property
    def available(self) -> Money:
        """What a withdrawal may take."""
        return max(self.free, Money.zero(self.currency))

    @property
    def whole(self) -> Money:
        """Everything that the platform owes the shop, what is on its way out too."""
        waiting = max(self.pending, Money.zero(self.currency))
        return waiting + self.held + self.reserved + self.free + self.leaving


async def read_balances(scope: Scope, shop_id: UUID, *, now: datetime) -> list[Balance]:
    """One for each currency in which anything ever moved."""
    sums = await scope.fetch(_SUMS, shop_id, owed_to(shop_id), settled_of(shop_id), leaving_of(shop_id))
    kept = {row["currency"]: row for row in await scope.fetch(_KEPT, shop_id, now)}
    found = []
    for row in sums:
        currency, settlements = row["currency"], kept.get(row["currency"])
        held, reserved = (settlements["held"], settlements["reserved"]) if settlements else (0, 0)
        # What went back since the last run is taken off at once, not when it is settled.
        free = row["settled"] - held - reserved + min(row["pending"], 0)
        parts = (Money(minor, currency) for minor in (row["pending"], held, reserved, free, row["leaving"]))
        found.append(_balance(currency, *parts, next_at=settlements["next_at"] if settlements else None))
    return found


async def read_balance(scope: Scope, shop_id: UUID, currency: str, *, now: datetime) -> Balance:
    """That one, also where nothing ever moved."""
    for balance in await read_balances(scope, shop_id, now=now):
        if balance.currency == currency:
            return balance
    return _balance(currency, *(Money.zero(currency),) * 5, next_at=None)


def _balance(currency: str, *parts: Money, next_at: datetime | None) -> Balance:
    pending, held, reserved, free, leaving = parts
    return Balance(currency, pending, held, reserved, free, leaving, next_at)
