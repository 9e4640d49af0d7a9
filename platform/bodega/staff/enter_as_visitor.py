"""Come into a shop's console as a guest whom its owner let in, on both records."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.staff.audit import record
from bodega.staff.find_account import FoundAccount
from bodega.street.shop import Shop

_OPEN = """
    select v.way from shop_visit v join account a on a.id = v.asked_by
     where v.shop_id = $1 and v.asked_by = $2 and v.ended_at is null and v.ends_at > $3
       and a.platform_role in ('administrator', 'support')"""


async def enter_as_visitor(scope: Scope, shop: Shop, account: FoundAccount, *, now: datetime) -> bool:
    """Whether the owner's yes counts now; the platform's trail says that it was used."""
    way = await scope.fetchval(_OPEN, shop.id, account.id, now)
    if way is None:
        return False
    await record(
        scope,
        deed="visit.entered",
        actor_id=account.id,
        actor=account.name,
        now=now,
        shop_id=shop.id,
        way=way,
    )
    return True


async def note_in_shop(shop: Shop, deed: str, account_id: UUID, name: str, *, now: datetime) -> None:
    """The same in the shop's own record: a transaction of its own, as it is another schema."""
    async with shop_scope(shop) as scope:
        await scope.execute(
            "insert into deed (id, at, account_id, actor, deed, subject, detail) values ($1, $2, $3, $4, $5, $6, $7)",
            new_id(), now, account_id, name, deed, str(account_id), {},
        )  # fmt: skip
