"""Let somebody of the platform into one's shop for a while, refuse it, or end it."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import StateConflict
from bodega.runtime import Runtime
from bodega.staff.audience import audience_of
from bodega.staff.audit import record
from bodega.staff.enter_as_visitor import note_in_shop
from bodega.staff.staff_member import StaffMember
from bodega.street.shop import Shop


async def grant_visit(
    runtime: Runtime, shop: Shop, visit_id: UUID, owner: StaffMember, *, now: datetime
) -> None:
    """The time runs from now. Raises `StateConflict` for what was answered or withdrawn already."""
    async with platform_scope() as scope:
        if not await scope.execute(
            "update shop_visit set granted_by = $3, granted_at = $4::timestamptz, ends_at = $4::timestamptz + make_interval(hours => hours)"
            " where id = $1 and shop_id = $2 and granted_at is null and ended_at is null",
            visit_id, shop.id, owner.account_id, now,
        ):  # fmt: skip
            raise StateConflict
        await _record(scope, "visit.granted", shop.id, owner, now)
    await note_in_shop(shop, "visit.granted", owner.account_id, owner.name, now=now)
    await runtime.directory.announce_change(shop.id)


async def refuse_visit(
    runtime: Runtime, shop: Shop, visit_id: UUID, owner: StaffMember, *, now: datetime
) -> None:
    """Raises `StateConflict`."""
    async with platform_scope() as scope:
        if not await scope.execute(
            "update shop_visit set ended_at = $3"
            " where id = $1 and shop_id = $2 and granted_at is null and ended_at is null",
            visit_id, shop.id, now,
        ):  # fmt: skip
            raise StateConflict
        await _record(scope, "visit.refused", shop.id, owner, now)
    await note_in_shop(shop, "visit.refused", owner.account_id, owner.name, now=now)
    await runtime.directory.announce_change(shop.id)


async def end_visit(
    runtime: Runtime, shop: Shop, visit_id: UUID, staff: StaffMember, *, now: datetime
) -> None:
    """By the owner, or by whoever asked; sessions there end with it. Raises `StateConflict`."""
    async with platform_scope() as scope:
        visitor = await scope.fetchval(
            "update shop_visit set ended_at = $3 where id = $1 and shop_id = $2 and ended_at is null returning asked_by",
            visit_id, shop.id, now,
        )  # fmt: skip
        if visitor is None:
            raise StateConflict
        await scope.execute(
            "delete from sign_in where account_id = $1 and audience = $2 and not exists"
            " (select from membership m where m.account_id = $1 and m.shop_id = $3)",
            visitor, audience_of(shop), shop.id,
        )  # fmt: skip
        await _record(scope, "visit.ended", shop.id, staff, now)
    await note_in_shop(shop, "visit.ended", staff.account_id, staff.name, now=now)
    await runtime.directory.announce_change(shop.id)


async def _record(scope: Scope, deed: str, shop_id: UUID, staff: StaffMember, now: datetime) -> None:
    await record(scope, deed=deed, actor_id=staff.account_id, actor=staff.name, now=now, shop_id=shop_id)
