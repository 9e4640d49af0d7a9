"""Hand papers in for the platform to look at: with an application, or on their own for a shop that is open."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id

PAPERS = "papers"

_HAND_IN = """
    update document set state = 'submitted', submitted_at = $2 where application_id = $1 and state = 'draft'"""
_WAITING = """
    select id from application where shop_id = $1 and kind = 'papers' and state in ('submitted', 'more')
     order by created_at limit 1"""
_AGAIN = """
    update application set state = 'submitted', revision = revision + 1, changed_at = $2, submitted_at = $2
     where id = $1 and state = 'more'"""
_NEW = """
    insert into application (id, account_id, shop_id, kind, state, answers, revision, created_at, changed_at, submitted_at)
    values ($1, $2, $3, 'papers', 'submitted', '{}', 1, $4, $4, $4)"""


async def hand_in_papers(scope: Scope, application_id: UUID, *, now: datetime) -> int:
    """Every paper of the application that waited for this; how many those were. Part of handing in the application."""
    return await scope.execute(_HAND_IN, application_id, now)


async def ask_again(scope: Scope, shop_id: UUID, *, account_id: UUID, now: datetime) -> UUID:
    """The application of kind `papers` under which the shop's new papers wait; one at a time is open."""
    found: UUID | None = await scope.fetchval(_WAITING, shop_id)
    if found is not None:
        await scope.execute(_AGAIN, found, now)
        return found
    application_id = new_id()
    await scope.execute(_NEW, application_id, account_id, shop_id, now)
    return application_id
