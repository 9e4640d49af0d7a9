"""Give an account a place in a shop, or another role there."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import new_id
from bodega.staff.audit import record
from bodega.staff.find_account import account_of
from bodega.staff.keep_in_shop import keep_in_shop
from bodega.staff.staff_member import SHOP_ROLES, Role
from bodega.street.shop import ANSWERING_STATES, Shop


async def add_membership(
    shop: Shop, email: str, role: Role, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """Raises `NotFound` for an unknown address, `InvalidInput` for a role that no shop has."""
    if role not in SHOP_ROLES:
        raise InvalidInput("Please choose one of these.", field="role")
    async with platform_scope() as scope:
        account = await account_of(scope, email)
        await scope.execute(
            "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, $4, $5)"
            " on conflict (account_id, shop_id) do update set role = excluded.role",
            new_id(), account.id, shop.id, role, now,
        )  # fmt: skip
        await record(
            scope,
            deed="membership.added",
            actor_id=actor_id,
            actor=actor,
            now=now,
            shop_id=shop.id,
            email=account.email,
            role=role,
        )
    if shop.state in ANSWERING_STATES:
        await keep_in_shop(shop, account.id, account.name, account.email, role, now=now)
