"""Write one transfer into the books: at once, or as a promise that is kept or given up exactly once.

Balanced by construction: a row names the account it takes from and the one it gives to. The same leg of the same
source is written once, whoever asks again.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money

_INSERT = """
    insert into transfer (id, source, source_id, leg, debit, credit, amount, currency, phase, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (source_id, source, leg) do nothing"""

_RESOLVE = """
    with promised as materialized (
        select id, source, source_id, leg, debit, credit, amount, currency from transfer
         where source_id = $2 and source = $3 and leg = $4 and phase = 'pending'
    )
    insert into transfer (id, source, source_id, leg, debit, credit, amount, currency, phase, resolves, at)
    select $1, source, source_id, leg || ':' || $5, debit, credit, amount, currency, $5, id, $6 from promised
    on conflict do nothing"""


@dataclass(frozen=True)
class Leg:
    """One movement of a source: `leg` names it among the source's own, such as `sale` or `fee`."""

    source: str
    source_id: UUID
    leg: str
    debit: str
    credit: str
    money: Money


async def book(scope: Scope, leg: Leg, *, now: datetime) -> bool:
    """Post `leg`; False when it was written before. Nothing is written for a sum of nothing."""
    return await _insert(scope, leg, "posted", now)


async def promise(scope: Scope, leg: Leg, *, now: datetime) -> bool:
    """Write `leg` as pending: it counts in no balance until `keep_promise` or `give_up` decides it."""
    return await _insert(scope, leg, "pending", now)


async def keep_promise(scope: Scope, source: str, source_id: UUID, leg: str, *, now: datetime) -> bool:
    """Post a pending leg; False when there is none, or it was decided before."""
    return bool(await scope.execute(_RESOLVE, new_id(), source_id, source, leg, "post", now))


async def give_up(scope: Scope, source: str, source_id: UUID, leg: str, *, now: datetime) -> bool:
    """Void a pending leg; False when there is none, or it was decided before."""
    return bool(await scope.execute(_RESOLVE, new_id(), source_id, source, leg, "void", now))


async def _insert(scope: Scope, leg: Leg, phase: str, now: datetime) -> bool:
    if leg.money.minor == 0:
        return False
    row = (leg.source, leg.source_id, leg.leg, leg.debit, leg.credit, leg.money.minor, leg.money.currency)
    return bool(await scope.execute(_INSERT, new_id(), *row, phase, now))
