"""Write down what happened to an order, in the transaction in which it happened. Nothing here is ever changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id

_INSERT = """
    insert into purchase_event (id, purchase_id, at, kind, from_state, to_state, actor, detail)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""


async def record_event(
    scope: Scope,
    order_id: UUID,
    kind: str,
    from_state: str | None,
    to_state: str | None,
    *,
    actor: str,
    now: datetime,
    **detail: Any,
) -> None:
    """Append one event. `detail` holds no secret and no code."""
    await scope.execute(_INSERT, new_id(), order_id, now, kind, from_state, to_state, actor, detail)
