"""List what waits to go out, and the batches; and one batch with its withdrawals."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound

_COLUMNS = """
    w.id, w.shop_id, s.name as shop, s.state as shop_state, m.held_until, w.currency, w.amount, w.fee, w.state, w.automatic,
    w.reference, w.reason, w.asked_at, a.way, a.holder, a.bank, a.account"""
_FROM = """
      from withdrawal w join shop s on s.id = w.shop_id join payout_account a on a.id = w.account_id
      left join shop_money m on m.shop_id = w.shop_id"""
_WAITING = (
    f"select {_COLUMNS} {_FROM} where w.state = 'asked' order by w.currency, w.asked_at, w.id limit 500"
)
_OF_BATCH = f"select {_COLUMNS} {_FROM} where w.batch_id = $1 order by w.asked_at, w.id"
_BATCH = """
    select b.id, b.name, b.currency, b.state, b.prepared_by, b.prepared_name, b.prepared_at, b.decided_name, b.decided_at,
           count(w.id) as count, coalesce(sum(w.amount - w.fee), 0)::bigint as total,
           count(w.id) filter (where w.state = 'approved') as unpaid
      from payout_batch b left join withdrawal w on w.batch_id = b.id"""
_BATCHES = f"{_BATCH} where b.state <> 'dissolved' group by b.id order by b.prepared_at desc limit 50"
_ONE_BATCH = f"{_BATCH} where b.id = $1 group by b.id"


@dataclass(frozen=True)
class Payouts:
    """`waiting` are in no batch yet."""

    waiting: list[dict[str, Any]]
    batches: list[dict[str, Any]]


async def list_payouts() -> Payouts:
    async with platform_scope() as scope:
        return Payouts(
            [dict(row) for row in await scope.fetch(_WAITING)],
            [dict(row) for row in await scope.fetch(_BATCHES)],
        )


async def look_at_batch(batch_id: UUID) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The batch, and what is in it. Raises `NotFound`."""
    async with platform_scope() as scope:
        batch = await scope.fetchrow(_ONE_BATCH, batch_id)
        rows = await scope.fetch(_OF_BATCH, batch_id)
    if batch is None:
        raise NotFound
    return dict(batch), [dict(row) for row in rows]
