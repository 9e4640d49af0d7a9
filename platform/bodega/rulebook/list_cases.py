"""The queue of cases: what waits for a decision, the gravest first and the oldest of those; or everything that is open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.notices.rights_rule import RIGHTS_RULE

PAGE_SIZE = 50

_COLUMNS = """
    c.id, c.shop_id, s.name as shop_name, s.slug as shop_slug, c.subject, c.subject_id, c.title, c.rule_id, c.rule_version,
    c.severity, c.state, c.hits, c.appeal, c.opened_at, c.state_at, c.revision, c.verdict, c.words, c.decided_at,
    c.decided_by"""
# Appeals wait for somebody, and so does what a rule only sends to review. The rest waits for its owner.
_WAITING = "c.verdict = '' and (c.state = 'appealed' or (c.state = 'open' and c.severity = 'review'))"
_FILTERS = {
    "waiting": _WAITING,
    "open": "c.state in ('open', 'appealed', 'upheld')",
    "all": "true",
}
_ORDER = """
     order by case c.severity when 'block' then 0 when 'review' then 1 else 2 end, c.opened_at, c.id"""


@dataclass(frozen=True)
class ListedCase:
    """One case as its shop told of it, and what was decided here."""

    id: UUID
    shop_id: UUID
    shop_name: str
    shop_slug: str
    subject: str
    subject_id: UUID
    title: str
    rule_id: str
    rule_version: int
    severity: str
    state: str
    hits: list[Any]
    appeal: str
    opened_at: datetime
    state_at: datetime
    revision: int
    verdict: str
    words: str
    decided_at: datetime | None
    decided_by: str

    @property
    def can_be_decided(self) -> bool:
        """A right holder's notice is decided where it stands."""
        if self.rule_id == RIGHTS_RULE:
            return False
        return not self.verdict and self.state in ("open", "appealed", "upheld")


async def list_cases(shown: str, *, rule: str = "", page: int = 1) -> tuple[list[ListedCase], bool]:
    """One page, and whether there are more."""
    where = _FILTERS.get(shown, _WAITING)
    sql = (
        f"select {_COLUMNS} from rule_case c join shop s on s.id = c.shop_id"
        f" where {where} and ($1 = '' or c.rule_id = $1) {_ORDER} limit $2 offset $3"
    )
    async with platform_scope() as scope:
        rows = await scope.fetch(sql, rule, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
    return [ListedCase(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


async def count_waiting_cases() -> int:
    async with platform_scope() as scope:
        return int(await scope.fetchval(f"select count(*) from rule_case c where {_WAITING}"))


async def find_case(case_id: UUID) -> ListedCase:
    """Raises `NotFound`."""
    sql = f"select {_COLUMNS} from rule_case c join shop s on s.id = c.shop_id where c.id = $1"
    async with platform_scope() as scope:
        row = await scope.fetchrow(sql, case_id)
    if row is None:
        raise NotFound
    return ListedCase(**dict(row))
