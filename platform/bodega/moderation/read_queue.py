"""The applications that wait for the platform, the one that is due first on top, and how the desk is doing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.moderation.due_dates import give_due_dates
from bodega.moderation.working_days import read_working_days

PAGE_SIZE = 50
MEASURED_DAYS = 30

_COLUMNS = """
    select a.id, a.kind, a.state, a.revision, a.submitted_at, a.due_at, a.decided_at, a.assigned_to,
           coalesce(w.name, '') as assignee, o.name as applicant,
           coalesce(a.answers -> 'name' ->> 'shop_name', s.name, '') as shop_name,
           coalesce(a.answers -> 'entity' ->> 'name', '') as entity,
           array(select c.category from application_category c where c.application_id = a.id) as categories,
           exists (select 1 from application_category c
                    where c.application_id = a.id and c.state = 'wanted' and c.needs_second) as waits_for_second
      from application a
      join account o on o.id = a.account_id
      left join account w on w.id = a.assigned_to
      left join shop s on s.id = a.shop_id """
_WHERE = """
     where ($1 = 'all' and a.state <> 'draft' or $1 = 'decided' and a.state in ('approved', 'refused')
            or $1 = 'more' and a.state = 'more' or $1 = 'waiting' and a.state = 'submitted')
       and ($2 = '' or a.kind = $2)
       and ($3 = '' or $3 = 'mine' and a.assigned_to = $4 or $3 = 'free' and a.assigned_to is null
            or $3 = 'second' and a.state = 'submitted' and exists (
                select 1 from application_category c
                 where c.application_id = a.id and c.state = 'wanted' and c.needs_second and c.decided_by <> $4))
       and (not $5 or a.state = 'submitted' and a.due_at < $6)
       and ($7 = '' or strpos(lower(concat_ws(' ', s.name, s.slug, o.name, o.email, a.answers -> 'name' ->> 'shop_name',
                                              a.answers -> 'entity' ->> 'name', a.answers -> 'entity' ->> 'uscc')),
                              lower($7)) > 0) """
_LIST = (
    _COLUMNS
    + _WHERE
    + """
     order by case when a.state = 'submitted' then a.due_at end nulls last, a.decided_at desc nulls last, a.submitted_at, a.id
     limit $8 offset $9"""
)
_COUNTS = """
    select count(*) as waiting, count(*) filter (where a.due_at < $1) as overdue,
           count(*) filter (where a.assigned_to = $2) as mine, count(*) filter (where a.assigned_to is null) as free
      from application a where a.state = 'submitted'"""
_BY_HAND = """
    select count(*) from shop s
     where s.state = 'review'
       and not exists (select 1 from application a
                        where a.shop_id = s.id and a.kind = 'opening' and a.state in ('submitted', 'more'))"""
_SPANS = """
    select a.submitted_at, a.decided_at from application a
     where a.decided_at >= $1 and a.submitted_at is not null and a.decided_at >= a.submitted_at"""


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see: `state` waiting, more, decided or all; `who` mine, free, second or "" for all."""

    state: str = "waiting"
    kind: str = ""
    who: str = ""
    overdue: bool = False
    words: str = ""
    page: int = 1


@dataclass(frozen=True)
class Waiting:
    """One line of the queue."""

    id: UUID
    kind: str
    state: str
    revision: int
    submitted_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    assigned_to: UUID | None
    assignee: str
    applicant: str
    shop_name: str
    entity: str
    categories: list[str]
    waits_for_second: bool

    def is_overdue(self, now: datetime) -> bool:
        return self.state == "submitted" and self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class Desk:
    """How the desk is doing. `median_hours` are working hours to a decision over thirty days, None without any."""

    waiting: int
    overdue: int
    mine: int
    free: int
    decided: int
    median_hours: float | None


async def read_queue(wish: Wish, *, reader_id: UUID, now: datetime) -> tuple[list[Waiting], bool]:
    """A page of the queue, and whether there is more."""
    async with platform_scope() as scope:
        await give_due_dates(scope)
        rows = await scope.fetch(
            _LIST, wish.state, wish.kind, wish.who, reader_id, wish.overdue, now, wish.words.strip(),
            PAGE_SIZE + 1, (wish.page - 1) * PAGE_SIZE,
        )  # fmt: skip
    return [Waiting(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


async def count_by_hand() -> int:
    """Shops that were asked for by the short form and wait, with no application to decide."""
    async with platform_scope() as scope:
        return int(await scope.fetchval(_BY_HAND))


async def read_desk(*, reader_id: UUID, now: datetime) -> Desk:
    async with platform_scope() as scope:
        counts = await scope.fetchrow(_COUNTS, now, reader_id)
        spans = await scope.fetch(_SPANS, now - timedelta(days=MEASURED_DAYS))
        first = min((row["submitted_at"] for row in spans), default=now)
        calendar = await read_working_days(scope, first, now)
    hours = [calendar.hours_between(row["submitted_at"], row["decided_at"]) for row in spans]
    known = dict(counts) if counts else {"waiting": 0, "overdue": 0, "mine": 0, "free": 0}
    return Desk(**known, decided=len(hours), median_hours=median(hours) if hours else None)
