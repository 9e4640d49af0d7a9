"""Write down what the platform decided about one paper."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import StateConflict
from bodega.qualifications.weigh_shop import weigh_shop

Verdict = Literal["approve", "more", "refuse"]

_STATES = {"approve": "approved", "more": "more", "refuse": "refused"}

# A reviewer may think better of it while nothing has lapsed, been replaced or been taken back.
_DECIDE = """
    update document set state = $2, reason = $3, decided_at = $4, decided_by = $5
     where id = $1 and state in ('submitted', 'approved', 'more', 'refused')
    returning replaces, coalesce(shop_id, (select a.shop_id from application a where a.id = application_id)) as shop_id"""
_REPLACE = "update document set state = 'replaced' where id = $1 and state in ('approved', 'lapsed')"


async def decide_paper(
    scope: Scope, paper_id: UUID, verdict: Verdict, *, reason: str, actor_id: UUID, now: datetime
) -> None:
    """An approved paper takes the place of the one it replaces, and the shop's goods follow.

    Raises `StateConflict` for a paper that was not handed in or is over.
    """
    row = await scope.fetchrow(_DECIDE, paper_id, _STATES[verdict], reason, now, actor_id)
    if row is None:
        raise StateConflict
    if verdict == "approve" and row["replaces"] is not None:
        await scope.execute(_REPLACE, row["replaces"])
    if row["shop_id"] is not None:
        await weigh_shop(scope, row["shop_id"], now=now)
