"""Write down what happened to an order, in the transaction in which it happened. Nothing here is ever changed.

Whoever records an event holds the order's row: the chain of an order has one end.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega_shop.orders.event_chain import NO_DIGEST, canonical_sql, digest_sql

_TEXT = canonical_sql(
    "$2::uuid",
    "coalesce(l.seq, 0) + 1",
    "$1::uuid",
    "$3::timestamptz",
    "$4::text",
    "$5::text",
    "$6::text",
    "$7::text",
    "$8::jsonb",
)

_INSERT = f"""
    with last as materialized (
        select seq, digest from purchase_event where purchase_id = $2 order by seq desc limit 1
    )
    insert into purchase_event (id, purchase_id, at, kind, from_state, to_state, actor, detail, seq, digest)
    select $1::uuid, $2::uuid, $3::timestamptz, $4::text, $5::text, $6::text, $7::text, $8::jsonb,
           coalesce(l.seq, 0) + 1, {digest_sql(f"coalesce(l.digest, {NO_DIGEST})", _TEXT)}
      from unnest(array[1]) as one (n) left join last l on true"""


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
    """Append one event. `detail` holds no secret, no code, and no personal data: see `keep_evidence`."""
    await scope.execute(_INSERT, new_id(), order_id, now, kind, from_state, to_state, actor, detail)
