"""Take the personal data out of orders whose time is over; amounts, goods, events and seals stay as they were."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega_shop.retention.hold_back import IN_FORCE

# When the transaction ended; none while money or goods are still due to somebody.
ENDED = """
    case when o.state in ('delivered', 'refunded', 'expired', 'cancelled')
          and not exists (select 1 from dispute d where d.purchase_id = o.id and d.ended_at is null)
          and not exists (select 1 from refund r where r.purchase_id = o.id and r.settled_at is null
                             and r.state in ('created', 'pending', 'unknown'))
         then greatest(o.expires_at, o.delivered_at, o.refunded_at, o.disputed_at,
                       (select max(r.settled_at) from refund r where r.purchase_id = o.id)) end"""

HELD = f"""
    exists (select 1 from legal_hold h where {IN_FORCE} and (h.subject = 'shop'
               or h.subject = 'order' and h.subject_id = o.id
               or h.subject = 'customer' and h.subject_id = o.customer_id))"""

_DUE = f"""
    select o.id from purchase o
     where o.placed_at <= $1 and (o.contact <> '' or o.address <> '') and {ENDED} <= $1 and not {HELD}
     order by o.placed_at limit $3 for update of o skip locked"""

# A digest of something that is thrown away: the orders of one contact cannot be put together again.
_FORGET_BUYER = """
    update purchase set contact = '', address = '', contact_digest = sha256($2 || uuid_send(id))
     where id = any($1::uuid[])"""
_FORGET = (
    "update message set recipient = '' where purchase_id = any($1::uuid[])",
    "update reveal set address = '' where purchase_id = any($1::uuid[]) and address <> ''",
    "update payment set action = null where purchase_id = any($1::uuid[]) and action is not null",
    "update refund set reason = '' where purchase_id = any($1::uuid[])",
    "update dispute set reason = '' where purchase_id = any($1::uuid[])",
    (
        "update feedback set order_number = '', words = '' where order_number <> '' and order_number in"
        " (select number from purchase where id = any($1::uuid[]))"
    ),
    "update invoice_request set title = '', tax_number = '', send_to = '', note = '' where purchase_id = any($1::uuid[])",
)
_FORGET_TEXTS = """
    update evidence_text set text = '', salt = '', erased_at = $2
     where purchase_id = any($1::uuid[]) and erased_at is null"""


async def forget_orders(scope: Scope, *, ended_before: datetime, now: datetime, most: int) -> int:
    """How many orders were forgotten, at most `most`; those under a hold and those not at an end stay."""
    rows = await scope.fetch(_DUE, ended_before, now, most)
    ids: Sequence[UUID] = [row["id"] for row in rows]
    if ids:
        await forget_these(scope, ids, now=now)
    return len(ids)


async def forget_these(scope: Scope, ids: Sequence[UUID], *, now: datetime) -> None:
    """Whoever calls has looked at their ends and at holds."""
    await scope.execute(_FORGET_BUYER, ids, secrets.token_bytes(32))
    for sql in _FORGET:
        await scope.execute(sql, ids)
    await scope.execute(_FORGET_TEXTS, ids, now)
