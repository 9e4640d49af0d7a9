"""Give an account a place in a shop, or another role there."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
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
    """Raises `NotFound` for an unknown address, `InvalidInput` for a role that no shop has, `PlanLimit`."""
    if role not in SHOP_ROLES:
        raise InvalidInput("Please choose one of these.", field="role")
    async with platform_scope() as scope:
        account = await account_of(scope, email)
        await allow_another_colleague(scope, shop, account.id)
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


async def allow_another_colleague(scope: Scope, shop: Shop, account_id: UUID | None) -> None:
    """Raises `PlanLimit`; somebody who works there already takes no further place. Of two at once the second one counts."""
    if shop.limits.staff is None:
        return
    await scope.fetchval("select 1 from shop where id = $1 for update", shop.id)
    others = await scope.fetch("select account_id from membership where shop_id = $1", shop.id)
    if account_id not in {row["account_id"] for row in others}:
        shop.limits.allow_one_more("staff", len(others))
