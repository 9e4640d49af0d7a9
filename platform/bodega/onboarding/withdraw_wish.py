"""Withdraw the wish for more categories: what the shop may sell stays as it is."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import StateConflict
from bodega.onboarding.application import OPEN
from bodega.onboarding.end_application import drop_files, end_application
from bodega.onboarding.limit_writes import admit_save
from bodega.onboarding.more_categories import last_wish, own_shop
from bodega.runtime import Runtime
from bodega.staff.audit import record


async def withdraw_wish(
    runtime: Runtime, shop_id: UUID, account_id: UUID, *, actor: str, now: datetime
) -> None:
    """Raises `NotFound`, and `StateConflict` when nothing is under way."""
    await admit_save(runtime, account_id)
    async with platform_scope() as scope:
        await own_shop(scope, shop_id, account_id)
        wish = await last_wish(scope, shop_id, account_id, lock=True)
        if wish is None or wish.state not in OPEN:
            raise StateConflict
        places = await end_application(scope, wish, now=now)
        await record(
            scope, deed="application.withdrawn", actor_id=account_id, actor=actor, now=now, shop_id=shop_id,
            application=str(wish.id),
        )  # fmt: skip
    await drop_files(runtime, places)
