"""List a customer's orders, those placed as a guest with the same proved contact too, and tell whose an order is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.customers.ask_proof import contact_digest
from bodega_shop.customers.customer import Customer
from bodega_shop.orders.find_order import Order

_SELECT = """
    select o.number, o.kind, o.state, o.total, o.currency, o.placed_at,
           (select coalesce(jsonb_agg(jsonb_build_object(
                       'sku_id', l.sku_id, 'title', l.product_title, 'sku', l.sku_name, 'quantity', l.quantity)
                       order by l.id), '[]')
              from purchase_line l where l.purchase_id = o.id) as lines
      from purchase o
     where o.customer_id = $1 or (o.customer_id is null and o.contact_digest = any($2))
     order by o.placed_at desc, o.id desc limit $3 offset $4"""


@dataclass(frozen=True)
class OwnLine:
    sku_id: UUID
    title: str
    sku: str
    quantity: int


@dataclass(frozen=True)
class OwnOrder:
    """One order of a customer; a top-up has no lines."""

    number: str
    kind: str
    state: str
    total: Money
    placed_at: datetime
    lines: tuple[OwnLine, ...]


async def list_own_orders(
    shop: Shop, customer: Customer, *, page: int = 1, per_page: int = 10
) -> tuple[list[OwnOrder], bool]:
    """One page of them, the newest first, and whether there are more."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            _SELECT, customer.id, proved_digests(shop, customer), per_page + 1, (page - 1) * per_page
        )
    orders = [
        OwnOrder(
            number=row["number"],
            kind=row["kind"],
            state=row["state"],
            total=Money(row["total"], row["currency"]),
            placed_at=row["placed_at"],
            lines=tuple(_line(line) for line in row["lines"]),
        )
        for row in rows[:per_page]
    ]
    return orders, len(rows) > per_page


def proved_digests(shop: Shop, customer: Customer) -> Sequence[bytes]:
    return [contact_digest(shop, contact) for contact in (customer.email, customer.phone) if contact]


def is_own(shop: Shop, customer: Customer, order: Order) -> bool:
    """Whether an order is this customer's: placed signed in, attached later, or a guest's with a proved contact."""
    if order.customer_id is not None:
        return order.customer_id == customer.id
    return contact_digest(shop, order.contact) in proved_digests(shop, customer)


def _line(line: dict[str, object]) -> OwnLine:
    return OwnLine(
        UUID(str(line["sku_id"])), str(line["title"]), str(line["sku"]), int(str(line["quantity"]))
    )
