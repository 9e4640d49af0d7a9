"""Read what an order is about to buy, how many unpaid orders its buyer holds, and whether it was placed before."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega_shop.orders.order_request import WantedLine
from bodega_shop.payments.terms import Terms

_PUBLISHED = "published"

# The state of a product is a value: as a constant it would offer the planner the index of all that is on the shelf.
_SELECT = """
    select s.id as sku_id, s.product_id, s.name as sku_name, s.price, s.currency, s.min_quantity, s.max_quantity,
           p.title, p.category_id, c.id as channel_id, c.gateway, c.minimum as channel_minimum,
           c.maximum as channel_maximum, c.currency as channel_currency, c.fee_points, c.fee_fixed, c.fee_least,
           c.fee_most, c.fee_by,
           (select count(*) from purchase where contact_digest = $3 and state = 'pending') as unpaid_by_contact,
           (select count(*) from purchase where address = $4 and state = 'pending') as unpaid_by_address,
           (select id from purchase where idempotency_digest = $5) as repeated
      from sku s
      join product p on p.id = s.product_id
      left join channel c on c.code = $2 and c.enabled
     where s.id = any($1::uuid[]) and s.active and p.state = $6"""


@dataclass(frozen=True)
class Offer:
    """One SKU as it is sold right now."""

    sku_id: UUID
    product_id: UUID
    category_id: UUID | None
    sku_name: str
    title: str
    price: int
    currency: str
    min_quantity: int
    max_quantity: int


@dataclass(frozen=True)
class OfferedChannel:
    """The channel asked for. Limits are minor units of the shop's currency."""

    id: UUID
    gateway: str
    minimum: int | None
    maximum: int | None
    currency: str | None
    terms: Terms


@dataclass(frozen=True)
class Offers:
    """The goods asked for in the order in which they were asked for, the channel, and what the buyer holds unpaid."""

    goods: tuple[Offer, ...]
    channel: OfferedChannel | None
    unpaid_by_contact: int
    unpaid_by_address: int
    repeated: bool


async def read_offers(
    scope: Scope,
    lines: Sequence[WantedLine],
    channel: str,
    contact_digest: bytes,
    address: str,
    key_digest: bytes | None,
) -> Offers | None:
    """None when not one of the goods is on sale; raises `NotFound` when only some are."""
    wanted = [line.sku_id for line in lines]
    rows = await scope.fetch(_SELECT, wanted, channel, contact_digest, address, key_digest, _PUBLISHED)
    if not rows:
        return None
    found = {row["sku_id"]: row for row in rows}
    if len(found) < len(wanted) and rows[0]["repeated"] is None:
        raise NotFound("One of these goods is not on sale any more.")
    first = rows[0]
    return Offers(
        goods=tuple(_offer(found[sku_id]) for sku_id in wanted if sku_id in found),
        channel=_channel(first) if first["channel_id"] is not None else None,
        unpaid_by_contact=first["unpaid_by_contact"],
        unpaid_by_address=first["unpaid_by_address"],
        repeated=first["repeated"] is not None,
    )


def _offer(row: object) -> Offer:
    return Offer(**{name: row[name] for name in Offer.__dataclass_fields__})  # type: ignore[index]


def _channel(row: object) -> OfferedChannel:
    names = ("fee_points", "fee_fixed", "fee_least", "fee_most", "fee_by")
    return OfferedChannel(
        id=row["channel_id"],  # type: ignore[index]
        gateway=row["gateway"],  # type: ignore[index]
        minimum=row["channel_minimum"],  # type: ignore[index]
        maximum=row["channel_maximum"],  # type: ignore[index]
        currency=row["channel_currency"],  # type: ignore[index]
        terms=Terms(**{name: row[name] for name in names}),  # type: ignore[index]
    )
