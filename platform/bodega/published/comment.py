"""What resellers say of a change while it is announced, and what staff answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound, Refused, StateConflict
from bodega.kernel.ids import new_id
from bodega.published.read_versions import TextVersion, read_history
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

LONGEST = 2_000
_PER_DAY, _DAY_SECONDS = 10, 24 * 60 * 60

_INSERT = "insert into text_comment (id, version_id, account_id, words, at) values ($1, $2, $3, $4, $5)"
_ANSWER = """
    update text_comment set answer = $2, answered_by = $3, answered_at = $4 where id = $1 and answered_at is null
    returning version_id"""
_SELECT = """
    select c.id, c.words, c.at, c.answer, c.answered_by, c.answered_at, c.account_id, coalesce(a.name, '') as name
      from text_comment c left join account a on a.id = c.account_id
     where c.version_id = $1 order by c.at, c.id limit 500"""
_OPEN = """
    select v.kind, v.number, count(*) as comments from text_comment c join text_version v on v.id = c.version_id
     where c.answered_at is null group by v.kind, v.number order by v.kind, v.number"""


@dataclass(frozen=True)
class Comment:
    """`name` is for staff: on public pages nobody is named."""

    id: UUID
    words: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    account_id: UUID
    name: str


async def write_comment(
    runtime: Runtime, kind: str, number: int, account_id: UUID, words: str, *, now: datetime
) -> None:
    """Raises `Refused` once the change has begun or was taken back, `NotFound`, `TooManyRequests`."""
    await runtime.throttle.admit(f"text comment {account_id}", _PER_DAY, _DAY_SECONDS)
    async with platform_scope() as scope:
        history = await read_history(scope, kind)
        version = history.numbered(number)
        if history.state(version, now) != "announced":
            raise Refused("This change is not open for comments any more.")
        await scope.execute(_INSERT, new_id(), version.id, account_id, words, now)


async def answer_comment(
    comment_id: UUID, answer: str, staff: StaffMember, *, now: datetime
) -> tuple[str, int]:
    """The text and number of the version it is about. One answer stands; raises `StateConflict` for a second one."""
    async with platform_scope() as scope:
        version_id = await scope.fetchval(_ANSWER, comment_id, answer, staff.name, now)
        if version_id is None:
            raise StateConflict
        row = await scope.fetchrow("select kind, number from text_version where id = $1", version_id)
        if row is None:
            raise NotFound
        await record(
            scope, deed="terms.comment_answered", actor_id=staff.account_id, actor=staff.name, now=now,
            text=row["kind"], number=row["number"],
        )  # fmt: skip
    return row["kind"], row["number"]


async def read_comments(scope: Scope, version: TextVersion) -> list[Comment]:
    """The oldest first."""
    return [Comment(**dict(row)) for row in await scope.fetch(_SELECT, version.id)]


async def look_at_comments(version: TextVersion) -> list[Comment]:
    """The same in a transaction of its own."""
    async with platform_scope() as scope:
        return await read_comments(scope, version)


async def count_waiting_comments() -> int:
    """How many comments wait for an answer in all."""
    async with platform_scope() as scope:
        return int(await scope.fetchval("select count(*) from text_comment where answered_at is null"))


async def count_open(scope: Scope) -> dict[tuple[str, int], int]:
    """How many comments wait for an answer, by text and number."""
    return {(row["kind"], row["number"]): row["comments"] for row in await scope.fetch(_OPEN)}
