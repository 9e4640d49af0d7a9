"""Lists of complaints: the desk's, with what waits for it first, and a shop's own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.complaints.complaint import COLUMNS, SOURCE, Complaint
from bodega.kernel.database import platform_scope

PAGE_SIZE = 50

# The desk's turn: answered, or the shop's time is over; and money that should have gone back.
_OURS = (
    "(c.state = 'answered' or (c.state = 'open' and c.due_at < $1)"
    " or (c.refund_missed_at is not null and c.refunded_at is null))"
)
_FILTERS = {
    "ours": _OURS,
    "open": "c.state in ('open', 'answered') and $1::timestamptz is not null",
    "all": "c.opened_at is not null and $1::timestamptz is not null",
}
_COUNT = f"""
    select count(*) filter (where {_OURS}) as ours,
           count(*) filter (where c.state = 'open' and c.due_at < $1) as overdue,
           count(*) filter (where c.refund_missed_at is not null and c.refunded_at is null) as unpaid
      from complaint c where c.opened_at is not null"""


@dataclass(frozen=True)
class Waiting:
    """How many wait for the desk; of these without an answer in time, and with money that did not go back."""

    ours: int
    overdue: int
    unpaid: int


async def list_complaints(shown: str, *, now: datetime, page: int = 1) -> tuple[list[Complaint], bool]:
    """One page of the desk's, the oldest first; and whether there are more."""
    order = "c.opened_at desc" if shown == "all" else "coalesce(c.due_at, c.opened_at)"
    sql = f"select {COLUMNS} from {SOURCE} where {_FILTERS.get(shown, _OURS)} order by {order}, c.id limit $2 offset $3"
    async with platform_scope() as scope:
        rows = await scope.fetch(sql, now, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
    return [Complaint(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


async def count_waiting_complaints(*, now: datetime) -> Waiting:
    async with platform_scope() as scope:
        row = await scope.fetchrow(_COUNT, now)
    return Waiting(**dict(row)) if row else Waiting(0, 0, 0)


async def complaints_against(shop_id: UUID, *, ended: bool, page: int = 1) -> tuple[list[Complaint], bool]:
    """A shop's own, what it has to act on first."""
    sql = f"""
        select {COLUMNS} from {SOURCE}
         where c.shop_id = $1 and c.opened_at is not null
           and ($2 or c.state in ('open', 'answered') or (c.refund_due_at is not null and c.refunded_at is null))
         order by (c.state = 'open' or (c.refund_due_at is not null and c.refunded_at is null)) desc, c.opened_at desc, c.id
         limit $3 offset $4"""
    async with platform_scope() as scope:
        rows = await scope.fetch(sql, shop_id, ended, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
    return [Complaint(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE
