"""Read what an order is about to buy, and how many unpaid orders its buyer holds, in one statement."""

from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound

_SELECT = """
    select s.product_id, s.name as sku_name, s.price, s.currency, s.min_quantity, s.max_quantity, p.title,
           c.id as channel_id, c.minimum as channel_minimum, c.maximum as channel_maximum,
           (select count(*) from purchase where contact_digest = $3 and state = 'pending') as unpaid_by_contact,
           (select count(*) from purchase where address = $4 and state = 'pending') as unpaid_by_address
      from sku s
      join product p on p.id = s.product_id
      left join channel c on c.code = $2 and c.enabled
     where s.id = $1 and s.active and p.state = 'published'"""


@dataclass(frozen=True)
class Offer:
    """One SKU as it is sold right now, the channel asked for, and the buyer's unpaid orders."""

    product_id: UUID
    sku_name: str
    price: int
    currency: str
    min_quantity: int
    max_quantity: int
    title: str
    channel_id: UUID | None
    channel_minimum: int | None
    channel_maximum: int | None
    unpaid_by_contact: int
    unpaid_by_address: int


async def read_offer(scope: Scope, sku_id: UUID, channel: str, contact_digest: bytes, address: str) -> Offer:
    """Raises `NotFound` when the good is not on sale."""
    row = await scope.fetchrow(_SELECT, sku_id, channel, contact_digest, address)
    if row is None:
        raise NotFound("This good is not on sale any more.")
    return Offer(**dict(row))
