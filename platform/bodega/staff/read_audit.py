"""Read the audit trail, the latest first, by shop, person, deed and day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope

PAGE_SIZE = 50

_SELECT = """
    select e.id, e.at, e.actor, e.deed, e.shop_id, e.detail, s.name as shop_name
      from audit_entry e left join shop s on s.id = e.shop_id
     where ($1::uuid is null or e.shop_id = $1)
       and ($2 = '' or position($2 in lower(e.actor)) > 0)
       and ($3 = '' or e.deed = $3)
       and ($4::date is null or (e.at at time zone 'UTC')::date <= $4)
     order by e.at desc, e.id desc
     limit $5 offset $6"""


@dataclass(frozen=True)
class AuditLine:
    """One deed: who, what, where, and what was said about it."""

    id: UUID
    at: datetime
    actor: str
    deed: str
    shop_id: UUID | None
    shop_name: str | None
    detail: dict[str, Any]


@dataclass(frozen=True)
class AuditFilter:
    """What to look for; `until` is a day in UTC."""

    shop_id: UUID | None = None
    actor: str = ""
    deed: str = ""
    until: date | None = None


async def read_audit(wanted: AuditFilter, *, page: int = 1) -> tuple[list[AuditLine], bool]:
    """One page of lines, and whether there are earlier ones."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            _SELECT,
            wanted.shop_id,
            wanted.actor.strip().lower(),
            wanted.deed,
            wanted.until,
            PAGE_SIZE + 1,
            (page - 1) * PAGE_SIZE,
        )
    return [AuditLine(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


async def known_deeds() -> list[str]:
    """Every kind of deed that the trail holds, for a filter's choices."""
    async with platform_scope() as scope:
        rows = await scope.fetch("select distinct deed from audit_entry order by deed")
    return [row["deed"] for row in rows]
