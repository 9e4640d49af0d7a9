"""List a shop's customers for its staff, with what each has."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.contact import parse_contact
from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.customers.ask_proof import contact_digest

PER_PAGE = 30

_SELECT = """
    select c.id, c.email, c.phone, c.state, c.created_at, c.seen_at, f.currency,
           coalesce(w.principal, 0) as principal, coalesce(w.bonus, 0) as bonus
      from customer c
     cross join profile f
      left join wallet w on w.customer_id = c.id and w.currency = f.currency
     where ($1 = '' or c.state = $1) and ($2::bytea is null or c.email_digest = $2 or c.phone_digest = $2)
     order by c.seen_at desc, c.id desc limit $3 offset $4"""


@dataclass(frozen=True)
class ListedCustomer:
    """One customer in a list."""

    id: UUID
    email: str
    phone: str
    state: str
    created_at: datetime
    seen_at: datetime
    principal: Money
    bonus: Money

    @property
    def address(self) -> str:
        return self.email or self.phone

    @property
    def balance(self) -> Money:
        return self.principal + self.bonus


async def list_customers(
    shop: Shop, *, contact: str = "", state: str = "", page: int = 1
) -> tuple[list[ListedCustomer], bool]:
    """Those seen last first, and whether there are more. A contact is looked for as a whole, by its digest."""
    digest = None
    if contact.strip():
        try:
            digest = contact_digest(shop, parse_contact(contact).value)
        except InvalidInput:
            return [], False
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_SELECT, state, digest, PER_PAGE + 1, (page - 1) * PER_PAGE)
    return [_listed(row) for row in rows[:PER_PAGE]], len(rows) > PER_PAGE


def _listed(row: asyncpg.Record) -> ListedCustomer:
    fields = dict(row)
    currency = fields.pop("currency")
    return ListedCustomer(
        **{**fields, "principal": Money(row["principal"], currency), "bonus": Money(row["bonus"], currency)}
    )
