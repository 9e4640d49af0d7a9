"""Read all that staff may know of one customer: the account, the balance, the orders, what was done about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.money import Money
from bodega.street.shop import Shop

MOST_ORDERS = 20
MOST_DEEDS = 20

_CUSTOMER = """
    select c.id, c.email, c.phone, c.state, c.locale, c.verified_at, c.consent, c.consent_at, c.created_at, c.seen_at,
           f.currency, coalesce(w.principal, 0) as principal, coalesce(w.bonus, 0) as bonus,
           (select count(*) from customer_session s where s.customer_id = c.id and s.expires_at > $2) as sessions
      from customer c
     cross join profile f
      left join wallet w on w.customer_id = c.id and w.currency = f.currency
     where c.id = $1"""

_ORDERS = """
    select o.number, o.kind, o.state, o.total, o.placed_at,
           (select string_agg(l.product_title || ' ' || l.sku_name, ', ' order by l.id)
              from purchase_line l where l.purchase_id = o.id) as goods
      from purchase o where o.customer_id = $1 order by o.placed_at desc, o.id desc limit $2"""

_DEEDS = "select at, actor, deed, detail from deed where subject = $1 order by at desc, id desc limit $2"


@dataclass(frozen=True)
class CustomerFile:
    """One customer as the console shows it."""

    id: UUID
    email: str
    phone: str
    state: str
    locale: str
    verified_at: datetime | None
    consent: str
    consent_at: datetime
    created_at: datetime
    seen_at: datetime
    principal: Money
    bonus: Money
    sessions: int
    orders: list[dict[str, Any]]
    deeds: list[dict[str, Any]]

    @property
    def address(self) -> str:
        return self.email or self.phone

    @property
    def balance(self) -> Money:
        return self.principal + self.bonus


async def read_customer_file(shop: Shop, customer_id: UUID, *, now: datetime) -> CustomerFile:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_CUSTOMER, customer_id, now)
        if row is None:
            raise NotFound
        orders = await scope.fetch(_ORDERS, customer_id, MOST_ORDERS)
        deeds = await scope.fetch(_DEEDS, str(customer_id), MOST_DEEDS)
    fields = dict(row)
    currency = fields.pop("currency")
    money = {name: Money(row[name], currency) for name in ("principal", "bonus")}
    return CustomerFile(
        **{**fields, **money}, orders=[dict(order) for order in orders], deeds=[dict(deed) for deed in deeds]
    )
