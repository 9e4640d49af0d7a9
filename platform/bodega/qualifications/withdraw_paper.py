"""Take a paper back. What it allowed is off sale from then on."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.qualifications.weigh_shop import weigh_shop
from bodega.staff.audit import record

_FIND = """
    select d.kind, d.state, coalesce(d.shop_id, a.shop_id) as shop_id
      from document d left join application a on a.id = d.application_id
     where d.id = $1 and d.account_id = $2 for update of d"""
_WITHDRAW = "update document set state = 'withdrawn' where id = $1 and state not in ('withdrawn', 'replaced')"


async def withdraw_paper(paper_id: UUID, *, account_id: UUID, actor: str, now: datetime) -> None:
    """Its files stay with what was decided about it. Raises `NotFound` for somebody else's, `StateConflict`."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_FIND, paper_id, account_id)
        if row is None:
            raise NotFound
        if not await scope.execute(_WITHDRAW, paper_id):
            raise StateConflict
        await record(
            scope, deed="paper.withdrawn", actor_id=account_id, actor=actor, now=now, shop_id=row["shop_id"],
            paper=str(paper_id), kind=row["kind"],
        )  # fmt: skip
        if row["shop_id"] is not None:
            await weigh_shop(scope, row["shop_id"], now=now)
