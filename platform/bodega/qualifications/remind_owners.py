"""Remind owners of papers that end soon: sixty, thirty and seven days before, once each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.qualifications.tell_owner import ENDS_SOON, tell_owner
from bodega.runtime import Runtime
from bodega.staff.audit import record

REMIND_DAYS = (60, 30, 7)

# A paper whose successor is approved is `replaced`; one whose successor waits is still reminded of.
_DUE = """
    select d.id, d.account_id, d.kind, d.valid_until, d.reminded, k.name, s.name as shop_name,
           coalesce(d.shop_id, a.shop_id) as shop_id
      from document d
      join document_kind k on k.code = d.kind
      left join application a on a.id = d.application_id
      left join shop s on s.id = coalesce(d.shop_id, a.shop_id)
     where d.state = 'approved' and d.valid_until between $1 and $2
     order by d.valid_until, d.id"""
_MARK = "update document set reminded = $2 where id = $1 and reminded is distinct from $2"
_SOON = """
    select d.id, d.kind, d.valid_until, k.name
      from document d
      join document_kind k on k.code = d.kind
      left join application a on a.id = d.application_id
     where coalesce(d.shop_id, a.shop_id) = $1 and d.state = 'approved' and d.valid_until <= $2
     order by d.valid_until, d.id"""


@dataclass(frozen=True)
class EndingPaper:
    """One that ends within sixty days."""

    id: UUID
    kind: str
    name: dict[str, str]
    valid_until: date


async def remind_owners(runtime: Runtime, today: date, *, now: datetime) -> int:
    """How many reminders were due. Run twice on a day it reminds once."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_DUE, today, today + timedelta(days=REMIND_DAYS[0]))
        due = [
            row for row in rows if (mark := mark_of(row["valid_until"], today)) != row["reminded"] and mark
        ]
        for row in due:
            mark = mark_of(row["valid_until"], today)
            if await scope.execute(_MARK, row["id"], mark):
                await record(
                    scope, deed="paper.reminded", actor_id=None, actor="Bodega", now=now, shop_id=row["shop_id"],
                    paper=str(row["id"]), kind=row["kind"], days=mark,
                )  # fmt: skip
                await tell_owner(runtime, scope, row["id"], ENDS_SOON, now=now)
    return len(due)


def mark_of(valid_until: date, today: date) -> int:
    """The reminder that is due: 60, 30 or 7, and 0 while it is too early."""
    left = (valid_until - today).days
    return min((days for days in REMIND_DAYS if left <= days), default=0)


async def ending_papers(scope: Scope, shop_id: UUID, *, today: date) -> list[EndingPaper]:
    """The approved papers of a shop that end within sixty days, the first to end first."""
    rows = await scope.fetch(_SOON, shop_id, today + timedelta(days=REMIND_DAYS[0]))
    return [EndingPaper(**dict(row)) for row in rows]
