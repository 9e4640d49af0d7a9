"""Read the audit trail, the latest first, by shop, person, deed and days."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope

PAGE_SIZE = 50
_AT_ONCE = 1_000

_SELECT = """
    select e.id, e.at, e.actor, e.actor_id, e.deed, e.shop_id, e.detail, s.name as shop_name, l.seq, l.digest
      from audit_entry e left join shop s on s.id = e.shop_id left join audit_link l on l.entry_id = e.id
     where ($1::uuid is null or e.shop_id = $1)
       and ($2 = '' or position($2 in lower(e.actor)) > 0)
       and ($3 = '' or e.deed = $3)
       and ($4::date is null or e.at >= $4::date::timestamp at time zone 'UTC')
       and ($5::date is null or e.at < ($5::date + 1)::timestamp at time zone 'UTC')"""

_PAGE = _SELECT + " order by e.at desc, e.id desc limit $6 offset $7"
_AFTER = _SELECT + " and ($6::uuid is null or (e.at, e.id) < ($7, $6)) order by e.at desc, e.id desc limit $8"


@dataclass(frozen=True)
class AuditLine:
    """One deed: who, what, where, and what was said about it; `seq` is its place in the chain, once it has one."""

    id: UUID
    at: datetime
    actor: str
    actor_id: UUID | None
    deed: str
    shop_id: UUID | None
    shop_name: str | None
    detail: dict[str, Any]
    seq: int | None
    digest: bytes | None


@dataclass(frozen=True)
class AuditFilter:
    """What to look for; `since` and `until` are days in UTC, both included."""

    shop_id: UUID | None = None
    actor: str = ""
    deed: str = ""
    until: date | None = None
    since: date | None = None

    def arguments(self) -> tuple[object, ...]:
        return self.shop_id, self.actor.strip().lower(), self.deed, self.since, self.until


async def read_audit(wanted: AuditFilter, *, page: int = 1) -> tuple[list[AuditLine], bool]:
    """One page of lines, and whether there are earlier ones."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_PAGE, *wanted.arguments(), PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
    return [AuditLine(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


async def every_audit_line(wanted: AuditFilter) -> AsyncIterator[AuditLine]:
    """All of them, read in portions, so that no transaction stays open while somebody downloads."""
    last: AuditLine | None = None
    while True:
        async with platform_scope() as scope:
            rows = await scope.fetch(
                _AFTER, *wanted.arguments(), last and last.id, last and last.at, _AT_ONCE
            )
        for row in rows:
            last = AuditLine(**dict(row))
            yield last
        if len(rows) < _AT_ONCE:
            return


async def known_deeds() -> list[str]:
    """Every kind of deed that the trail holds, for a filter's choices."""
    async with platform_scope() as scope:
        rows = await scope.fetch("select distinct deed from audit_entry order by deed")
    return [row["deed"] for row in rows]
