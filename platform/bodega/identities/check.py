"""One verification: when it is due, and where it stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound

# How long before the day the owner is asked, and what anybody has at least.
ASKED_BEFORE = timedelta(days=30)
LEAST_TIME = timedelta(days=14)
REMIND_DAYS = (14, 3, 0)

# What a shop has to be asked for: those that work, and those that stand still and may work again.
ASKED_STATES = ("rehearsal", "compliance", "soft", "live", "frozen")

# The last time somebody vouched for who it is: a verification, a review of the owner, or the opening.
LAST = """
    greatest((select max(c.confirmed_at) from identity_check c where c.shop_id = s.id and c.state = 'confirmed'),
             (select max(a.decided_at) from application a where a.shop_id = s.id and a.state = 'approved'
                 and a.kind in ('opening', 'new_owner', 'identity') and a.revision > 0),
             coalesce(s.opened_at, s.created_at))"""

_OWN = f"""
    select s.id as shop_id, s.name, s.owner_id, c.id, c.state, c.due_on, c.reminded, c.application_id,
           (({LAST}) at time zone 'Asia/Shanghai' + interval '6 months')::date as next_due
      from shop s left join identity_check c on c.shop_id = s.id and c.state <> 'confirmed'
     where s.id = $1 and s.owner_id = $2 and s.rehearses is null"""
_PAST = """
    select confirmed_at, confirmed_name from identity_check
     where shop_id = $1 and state = 'confirmed' order by confirmed_at desc limit 12"""


@dataclass(frozen=True)
class IdentityCheck:
    """`id` and `state` (open, review) are none while nothing is asked; `next_due` is when it would be then."""

    shop_id: UUID
    name: str
    owner_id: UUID
    id: UUID | None
    state: str | None
    due_on: date | None
    reminded: int | None
    application_id: UUID | None
    next_due: date

    def is_overdue(self, today: date) -> bool:
        return self.state == "open" and self.due_on is not None and self.due_on < today


async def own_check(scope: Scope, shop_id: UUID, account_id: UUID, *, lock: bool = False) -> IdentityCheck:
    """Raises `NotFound` for somebody else's shop."""
    row = await scope.fetchrow(_OWN + (" for update of s" if lock else ""), shop_id, account_id)
    if row is None:
        raise NotFound
    return IdentityCheck(**dict(row))


async def past_checks(scope: Scope, shop_id: UUID) -> list[tuple[datetime, str]]:
    """When it was confirmed and by whom, the last first."""
    return [(row["confirmed_at"], row["confirmed_name"]) for row in await scope.fetch(_PAST, shop_id)]
