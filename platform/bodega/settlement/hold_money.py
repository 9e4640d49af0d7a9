"""Hold a shop's money, or let it go again: somebody of the platform, with a reason that the owner reads."""

from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import StateConflict
from bodega.settlement.shop_money import hold_shop_money
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.staff.staff_member import StaffMember
from bodega.street.lifecycle import check_reason

_HOLD = "update shop_money set held_until = $2, held_reason = $3 where shop_id = $1"
_RELEASE = "update shop_money set held_until = null, held_reason = '' where shop_id = $1 and held_until > $2"
_AUTOMATIC = "update shop_money set automatic = $2 where shop_id = $1"


async def hold_money(shop_id: UUID, days: int, reason: str, *, by: StaffMember, now: datetime) -> None:
    """Nothing goes out for so many days. Raises `InvalidInput` without a reason, `OwnMatter`, `NotFound`."""
    reason = check_reason(reason)
    async with platform_scope() as scope:
        await refuse_own(scope, by.account_id, shop_id)
        await hold_shop_money(scope, shop_id, now=now)
        await scope.execute(_HOLD, shop_id, now + timedelta(days=days), reason)
        await record(
            scope, deed="money.held", actor_id=by.account_id, actor=by.name, now=now, shop_id=shop_id, days=days,
            reason=reason,
        )  # fmt: skip


async def release_money(shop_id: UUID, *, by: StaffMember, now: datetime) -> None:
    """The days of the settlements go on as they were. Raises `StateConflict` where nothing is held, `OwnMatter`, `NotFound`."""
    async with platform_scope() as scope:
        await refuse_own(scope, by.account_id, shop_id)
        await hold_shop_money(scope, shop_id, now=now)
        if not await scope.execute(_RELEASE, shop_id, now):
            raise StateConflict
        await record(
            scope, deed="money.released", actor_id=by.account_id, actor=by.name, now=now, shop_id=shop_id
        )


async def choose_automatic(shop_id: UUID, *, automatic: bool, by: StaffMember, now: datetime) -> None:
    """The owner's wish that money goes out by itself as soon as it may."""
    async with platform_scope() as scope:
        await hold_shop_money(scope, shop_id, now=now)
        await scope.execute(_AUTOMATIC, shop_id, automatic)
        await record(
            scope, deed="withdrawal.automatic" if automatic else "withdrawal.by_hand", actor_id=by.account_id,
            actor=by.name, now=now, shop_id=shop_id,
        )  # fmt: skip
