"""The row that stands for a shop's money: whoever moves any of it holds this row until the end."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound

_NOTE = "insert into shop_money (shop_id, created_at) values ($1, $2) on conflict (shop_id) do nothing"

_READ = """
    select coalesce(m.automatic, false) as automatic, m.held_until, coalesce(m.held_reason, '') as held_reason, s.state,
           s.name, s.owner_id, s.opened_at
      from shop s left join shop_money m on m.shop_id = s.id where s.id = $1"""
_LOCK = "select 1 from shop_money where shop_id = $1 for update"


@dataclass(frozen=True)
class ShopMoney:
    """Whether it goes out by itself, and what keeps it here."""

    automatic: bool
    held_until: datetime | None
    held_reason: str
    state: str
    name: str
    owner_id: UUID
    opened_at: datetime | None

    def stands_still(self, now: datetime) -> bool:
        """Whether nothing may go out: the shop is frozen, or somebody of the platform holds its money."""
        return self.state == "frozen" or (self.held_until is not None and self.held_until > now)


async def note_shop(scope: Scope, shop_id: UUID, *, now: datetime) -> None:
    """The platform has money of this shop; said again, it changes nothing."""
    await scope.execute(_NOTE, shop_id, now)


async def hold_shop_money(scope: Scope, shop_id: UUID, *, now: datetime) -> ShopMoney:
    """Lock it for the rest of the transaction. Raises `NotFound` for no shop of ours."""
    if not await scope.fetchval("select 1 from shop where id = $1", shop_id):
        raise NotFound
    await note_shop(scope, shop_id, now=now)
    await scope.fetchval(_LOCK, shop_id)
    return await read_shop_money(scope, shop_id)


async def read_shop_money(scope: Scope, shop_id: UUID) -> ShopMoney:
    """As it stands, also where the platform never had any. Raises `NotFound` for no shop of ours."""
    row = await scope.fetchrow(_READ, shop_id)
    if row is None:
        raise NotFound
    return ShopMoney(**dict(row))
