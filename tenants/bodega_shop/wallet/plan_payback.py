"""Find out which top-ups the unused money of a customer came from, so that it can go back the same way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.money import Money

MOST_SOURCES = 20

_TOPUPS = """
    select p.id as payment_id, o.id as order_id, p.paid_at, p.received - p.surcharge - p.refunded as left
      from payment p join purchase o on o.id = p.purchase_id
     where o.customer_id = $1 and o.kind = 'topup' and o.state = 'delivered' and p.state = 'succeeded'
       and p.received_currency = $2 and p.received - p.surcharge > p.refunded and not p.disputed
     order by p.paid_at desc, p.id desc limit $3"""


@dataclass(frozen=True)
class Source:
    """One top-up, and how much of the sum goes back to it."""

    payment_id: UUID
    order_id: UUID
    paid_at: datetime
    amount: Money


@dataclass(frozen=True)
class PaybackPlan:
    """`rest` is what no top-up accounts for, such as a refund to the balance: nobody but a person can send that."""

    sources: tuple[Source, ...]
    rest: Money

    def is_whole_since(self, moment: datetime) -> bool:
        """Whether all of it was paid in since then."""
        return not self.rest.minor and all(source.paid_at >= moment for source in self.sources)

    def shares_of(self, bonus: Money) -> Sequence[Money]:
        """The bonus that goes with each source, and with the rest at the end."""
        return bonus.split([*(source.amount.minor for source in self.sources), self.rest.minor])


async def plan_payback(scope: Scope, customer_id: UUID, amount: Money) -> PaybackPlan:
    """The newest top-ups first, each with what it still holds."""
    left, sources = amount, []
    for row in await scope.fetch(_TOPUPS, customer_id, amount.currency, MOST_SOURCES):
        taken = min(left, Money(row["left"], amount.currency))
        if taken.minor:
            sources.append(Source(row["payment_id"], row["order_id"], row["paid_at"], taken))
            left -= taken
    return PaybackPlan(tuple(sources), left)


def bonus_back(principal: int, bonus: int, amount: int) -> int:
    """What of the bonus goes with `amount` of the principal: in proportion, rounded up, so that asking for many small
    sums keeps no bonus behind.
    """
    return -(-bonus * amount // principal) if principal else 0
