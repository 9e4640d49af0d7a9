"""List the shops that an account owns or works in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope

_SELECT = """
    select s.id, s.name, coalesce(h.host, '') as host, s.state, s.state_reason, s.created_at,
           case when s.owner_id = $1 then 'owner' else m.role end as role
      from shop s
      left join membership m on m.shop_id = s.id and m.account_id = $1
      left join shop_host h on h.shop_id = s.id and h.canonical
     where s.rehearses is null and (s.owner_id = $1 or m.id is not null)
     order by s.created_at desc, s.id desc"""


@dataclass(frozen=True)
class MyShop:
    """One shop of the list; `role` is the account's place there."""

    id: UUID
    name: str
    host: str
    state: str
    state_reason: str
    created_at: datetime
    role: str


async def list_my_shops(account_id: UUID) -> list[MyShop]:
    """The one asked for last first."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_SELECT, account_id)
    return [MyShop(**dict(row)) for row in rows]
