"""Who works in a shop, the owners first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.staff.audience import audience_of
from bodega.street.shop import Shop

_SELECT = """
    select a.id as account_id, a.name, a.email, m.role, m.created_at, a.totp_confirmed_at is not null as second_factor,
           (select max(s.seen_at) from sign_in s where s.account_id = a.id and s.audience = $2) as seen_at
      from membership m join account a on a.id = m.account_id where m.shop_id = $1
     order by case m.role when 'owner' then 1 when 'operator' then 2 else 3 end, m.created_at"""


@dataclass(frozen=True)
class Colleague:
    """`seen_at` is when they were last here, as far as a session still tells."""

    account_id: UUID
    name: str
    email: str
    role: str
    created_at: datetime
    second_factor: bool
    seen_at: datetime | None


async def list_staff(shop: Shop) -> list[Colleague]:
    async with platform_scope() as scope:
        return [Colleague(**dict(row)) for row in await scope.fetch(_SELECT, shop.id, audience_of(shop))]
