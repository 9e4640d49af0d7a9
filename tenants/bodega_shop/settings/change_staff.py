"""Give somebody who works in the shop another role, or take their place away. The last owner stays one."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.staff.audit import record
from bodega.staff.staff_member import SHOP_ROLES, Role
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed


async def change_role(shop: Shop, account_id: UUID, role: Role, *, by: Actor, now: datetime) -> None:
    """Counts from their next click on. Raises `InvalidInput`, `NotFound`, `Refused` for the last owner."""
    if role not in SHOP_ROLES:
        raise InvalidInput("Please choose one of these.", field="role")
    async with platform_scope() as scope:
        await _check_owner_stays(scope, shop, account_id, leaves=role != "owner")
        await scope.execute(
            "update membership set role = $3 where shop_id = $1 and account_id = $2",
            shop.id,
            account_id,
            role,
        )
        await _record_on_the_street(scope, shop, "membership.changed", account_id, by, now, role=role)
    async with shop_scope(shop) as scope:
        await scope.execute("update staff set role = $2 where account_id = $1", account_id, role)
        await record_deed(scope, "staff.role_changed", str(account_id), by=by, now=now, role=role)


async def remove_staff(shop: Shop, account_id: UUID, *, by: Actor, now: datetime) -> None:
    """They are out at their next click; their account stays theirs. Raises `NotFound`, `Refused` for the last owner."""
    async with platform_scope() as scope:
        await _check_owner_stays(scope, shop, account_id, leaves=True)
        await scope.execute(
            "delete from membership where shop_id = $1 and account_id = $2", shop.id, account_id
        )
        await _record_on_the_street(scope, shop, "membership.removed", account_id, by, now)
    async with shop_scope(shop) as scope:
        await scope.execute("delete from staff where account_id = $1", account_id)
        await record_deed(scope, "staff.removed", str(account_id), by=by, now=now)


async def _check_owner_stays(scope: Scope, shop: Shop, account_id: UUID, *, leaves: bool) -> None:
    """All places of the shop are locked, so that two owners cannot remove one another at once."""
    rows = await scope.fetch(
        "select account_id, role from membership where shop_id = $1 order by account_id for update", shop.id
    )
    roles = {row["account_id"]: row["role"] for row in rows}
    if account_id not in roles:
        raise NotFound
    if leaves and roles[account_id] == "owner" and list(roles.values()).count("owner") == 1:
        raise Refused("A shop needs an owner. Make somebody else an owner first.")


async def _record_on_the_street(
    scope: Scope, shop: Shop, deed: str, account_id: UUID, by: Actor, now: datetime, **detail: str
) -> None:
    await record(
        scope,
        deed=deed,
        actor_id=by.account_id,
        actor=by.name,
        now=now,
        shop_id=shop.id,
        account=str(account_id),
        **detail,
    )
