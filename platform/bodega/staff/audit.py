"""The platform's audit trail: who did what to which shop, appended and never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.staff.audit_sealing import ensure_sealing

_APPEND = """
    with entry as (
        insert into audit_entry (id, at, actor_id, actor, deed, shop_id, detail)
        values ($1, $2, $3, $4, $5, $6, $7) returning id)
    insert into audit_waiting (entry_id) select id from entry"""


async def record(
    scope: Scope,
    *,
    deed: str,
    actor_id: UUID | None,
    actor: str,
    now: datetime,
    shop_id: UUID | None = None,
    **detail: Any,
) -> None:
    """Append one entry, in the transaction of the deed itself; a job chains it within a minute."""
    await scope.execute(_APPEND, new_id(), now, actor_id, actor, deed, shop_id, detail)
    await ensure_sealing(scope, now=now)
