"""Give an application to a reviewer: oneself, a colleague, or whoever asks for the next free one."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.staff.audit import record
from bodega.staff.permissions import PERMISSIONS_OF
from bodega.staff.refuse_own import refuse_own
from bodega.staff.staff_member import StaffMember

REVIEWING_ROLES = tuple(role for role, may in PERMISSIONS_OF.items() if "review" in may)

# Who gave it away meanwhile is not overruled: `was` is what the page showed.
_ASSIGN = """
    update application set assigned_to = $2
     where id = $1 and state = 'submitted' and assigned_to is not distinct from $3
    returning shop_id, account_id"""
_REVIEWERS = """
    select id, name from account where platform_role = any($1::text[]) order by name, id"""
_REVIEWER = "select name from account where id = $1 and platform_role = any($2::text[])"
# What one approved already waits for somebody else, and so does what is about oneself.
_NEXT = """
    update application set assigned_to = $1
     where id = (select a.id from application a
                  where a.state = 'submitted' and a.assigned_to is null and a.account_id <> $1
                    and not exists (select 1 from shop s where s.id = a.shop_id and s.owner_id = $1)
                    and not exists (select 1 from membership m
                                     where m.shop_id = a.shop_id and m.account_id = $1 and m.role = 'owner')
                    and not exists (select 1 from application_category c
                                     where c.application_id = a.id and c.state = 'wanted' and c.needs_second
                                       and c.decided_by = $1)
                  order by a.due_at nulls last, a.submitted_at, a.id limit 1 for update skip locked)
    returning id, shop_id"""


async def assign(
    application_id: UUID, to: UUID | None, *, was: UUID | None, by: StaffMember, now: datetime
) -> None:
    """`to` None gives it back to everybody.

    Raises `NotFound` for somebody who does not review, `StateConflict` when it is decided, or was given to somebody else
    meanwhile, `OwnMatter` for whoever handed it in.
    """
    async with platform_scope() as scope:
        name = "" if to is None else await scope.fetchval(_REVIEWER, to, list(REVIEWING_ROLES))
        if name is None:
            raise NotFound
        row = await scope.fetchrow(_ASSIGN, application_id, to, was)
        if row is None:
            raise StateConflict
        await refuse_own(scope, to, row["shop_id"], applicant=row["account_id"])
        await _note(scope, application_id, row["shop_id"], name, by, now)


async def take_next(*, by: StaffMember, now: datetime) -> UUID | None:
    """The free application that is due first, now one's own; None where there is none. Two who ask get two."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_NEXT, by.account_id)
        if row is None:
            return None
        await _note(scope, row["id"], row["shop_id"], by.name, by, now)
    found: UUID = row["id"]
    return found


async def list_reviewers() -> list[tuple[UUID, str]]:
    """Everybody who may review."""
    async with platform_scope() as scope:
        return [(row["id"], row["name"]) for row in await scope.fetch(_REVIEWERS, list(REVIEWING_ROLES))]


async def _note(
    scope: Scope, application_id: UUID, shop_id: UUID | None, name: str, by: StaffMember, now: datetime
) -> None:
    await record(
        scope, deed="review.assigned", actor_id=by.account_id, actor=by.name, now=now, shop_id=shop_id,
        application=str(application_id), to=name,
    )  # fmt: skip
