"""Read the growth book: what each order earns with what remains of it, never below zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega_shop.extend import Money, Scope

# An order earns for its total as far as it was paid, in the proportion that did not go back, rounded down.
_BY_ORDER = """
    select customer_id, order_id, number, topup, base, paid, back, at,
           case when paid > 0
                then div(base::numeric * (paid - least(greatest(back, 0), paid)) * rate, paid::numeric * unit)::bigint
                else 0 end as growth
      from (select customer_id, order_id, max(number) as number, bool_or(topup) as topup,
                   max(minor) filter (where source = 'order') as base, max(paid) as paid, max(rate) as rate,
                   max(unit) as unit, min(at) as at,
                   coalesce(sum(case source when 'refund' then minor when 'reversal' then -minor end), 0)::bigint as back
              from membership_growth group by customer_id, order_id) o"""

_GROWTH = f"select coalesce(sum(growth), 0)::bigint from ({_BY_ORDER}) g where customer_id = $1"

_ENTRIES = f"""
    select number, topup, base, back, at, growth from ({_BY_ORDER}) g
     where customer_id = $1 and base is not null order by at desc, order_id desc limit $2"""

GROWTH_OF_ALL = f"select customer_id, sum(growth)::bigint as growth from ({_BY_ORDER}) g group by customer_id"


@dataclass(frozen=True)
class Earned:
    """What one order or top-up earned: `spent` of which `back` went back again."""

    number: str
    topup: bool
    spent: Money
    back: Money
    growth: int
    at: datetime


async def read_growth(scope: Scope, customer_id: UUID) -> int:
    return int(await scope.fetchval(_GROWTH, customer_id))


async def list_earned(scope: Scope, customer_id: UUID, currency: str, *, most: int = 50) -> Sequence[Earned]:
    """The newest first."""
    return [
        Earned(
            row["number"],
            row["topup"],
            Money(row["base"], currency),
            Money(max(row["back"], 0), currency),
            row["growth"],
            row["at"],
        )
        for row in await scope.fetch(_ENTRIES, customer_id, most)
    ]
