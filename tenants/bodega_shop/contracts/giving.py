"""What a shop may give away before it is open to all: asked and set aside in one step, by whoever grants anything.

A discount, a coupon, a bonus, a prize: each asks here in the transaction in which it is promised, and is refused beyond the
cap of the soft launch. Before and after a soft launch there is no cap, and nothing is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import Refused
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money

# Whatever hangs on an order that came to nothing was not given.
_GIVEN = """
    select coalesce(sum(g.amount), 0)::bigint from giveaway g left join purchase o on o.id = g.purchase_id
     where g.currency = $1 and (g.source, g.source_id) is distinct from ($2, $3)
       and (o.id is null or o.state not in ('expired', 'cancelled'))"""
_KEEP = """
    insert into giveaway (id, source, source_id, purchase_id, amount, currency, at) values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (source, source_id) do update set amount = excluded.amount"""


class BudgetSpent(Refused):
    """What this shop may give away before it opens to everybody is used up. Nothing was charged."""

    kind = "budget-spent"


class Capped(Protocol):
    """The cap of a soft launch."""

    @property
    def campaign_budget(self) -> int: ...


class Place(Protocol):
    """A shop, as far as it matters here; `PluginContext.place` is one."""

    @property
    def id(self) -> UUID: ...
    @property
    def soft_launch(self) -> Capped | None: ...


@dataclass(frozen=True)
class Giving:
    """One thing that is given. `source` says by whom (an extension's id, or a word of the shop's own) and `source_id` which
    one: asked for again, it counts once, with its last amount. `purchase_id` names an order on which it hangs.
    """

    source: str
    source_id: UUID
    amount: Money
    purchase_id: UUID | None = None


async def may_spend(scope: Scope, place: Place, giving: Giving, *, now: datetime) -> bool:
    """Whether it may be given; if so, it is set aside until the end of this transaction, and kept with it.

    Ask before locking rows of your own: all who give wait in one line until they commit.
    """
    if place.soft_launch is None or giving.amount.minor <= 0:
        return True
    # The line of those who give; the same number above zero is that of those who order.
    await scope.execute("select pg_advisory_xact_lock($1)", -(place.id.int >> 65) - 1)
    currency = giving.amount.currency
    given = await scope.fetchval(_GIVEN, currency, giving.source, giving.source_id)
    if int(given) + giving.amount.minor > place.soft_launch.campaign_budget:
        return False
    await scope.execute(
        _KEEP, new_id(), giving.source, giving.source_id, giving.purchase_id, giving.amount.minor, currency, now
    )  # fmt: skip
    return True


async def must_spend(scope: Scope, place: Place, giving: Giving, *, now: datetime) -> None:
    """The same for who cannot go on without. Raises `BudgetSpent`."""
    if not await may_spend(scope, place, giving, now=now):
        raise BudgetSpent


async def given_so_far(scope: Scope, currency: str) -> Money:
    """What counts against the cap by now."""
    return Money(int(await scope.fetchval(_GIVEN, currency, "", None)), currency)
