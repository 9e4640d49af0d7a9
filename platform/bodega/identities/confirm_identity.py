"""The owner says that the details and the papers still hold. It is kept with its time, name and address."""

from datetime import datetime
from uuid import UUID

from bodega.identities.check import own_check
from bodega.identities.identity import read_identity
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Refused, StateConflict
from bodega.staff.audit import record

_CONFIRM = """
    update identity_check
       set state = 'confirmed', confirmed_at = $2, confirmed_by = $3, confirmed_name = $4, confirmed_from = $5
     where id = $1 and state = 'open'"""


async def confirm_identity(
    shop_id: UUID, account_id: UUID, *, actor: str, address: str, now: datetime
) -> None:
    """Raises `NotFound`, `StateConflict` when nothing is asked, `Refused` while there is nothing to confirm."""
    async with platform_scope() as scope:
        check = await own_check(scope, shop_id, account_id, lock=True)
        if check.id is None or check.state != "open":
            raise StateConflict
        if await read_identity(scope, shop_id) is None:
            raise Refused("We do not know yet who stands behind this shop. Please fill the details in.")
        await scope.execute(_CONFIRM, check.id, now, account_id, actor, address)
        await record(
            scope, deed="identity.confirmed", actor_id=account_id, actor=actor, now=now, shop_id=shop_id
        )
