"""Let somebody work in the shop: a person who has an account already, or one who gets it now."""

from dataclasses import dataclass, field
from datetime import datetime

from bodega.kernel.contact import parse_email
from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.new_password import new_password
from bodega.runtime import Runtime
from bodega.staff.add_membership import add_membership, allow_another_colleague
from bodega.staff.create_account import create_account
from bodega.staff.find_account import find_account
from bodega.staff.prove_address import require_proven
from bodega.staff.staff_member import SHOP_ROLES, Role
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed


@dataclass(frozen=True)
class AddedColleague:
    """`password` is empty for somebody who had an account; it is known here and nowhere else."""

    email: str
    name: str
    password: str = field(repr=False)


async def add_staff(
    runtime: Runtime, shop: Shop, *, email: str, name: str, role: Role, by: Actor, now: datetime
) -> AddedColleague:
    """The name is only taken for a new account. Raises `InvalidInput` naming the field, `PlanLimit`, `Refused`."""
    address = _read_email(email)
    if role not in SHOP_ROLES:
        raise InvalidInput("Please choose one of these.", field="role")
    async with platform_scope() as scope:
        account = await find_account(scope, address)
        if account is not None and await scope.fetchval(
            "select 1 from membership where shop_id = $1 and account_id = $2", shop.id, account.id
        ):
            raise InvalidInput("This person works here already.", field="email")
        if account is not None:
            await require_proven(runtime, scope, account.id)
        await allow_another_colleague(scope, shop, account.id if account else None)
    password = "" if account else new_password()
    if account is None:
        await create_account(
            email=address, name=name, password=password, locale=shop.locale, now=now, actor=by.name
        )
    await add_membership(shop, address, role, actor_id=by.account_id, actor=by.name, now=now)
    async with shop_scope(shop) as scope:
        await record_deed(scope, "staff.added", address, by=by, now=now, role=role)
    return AddedColleague(address, account.name if account else name, password)


def _read_email(text: str) -> str:
    try:
        return parse_email(text)
    except InvalidInput as error:
        raise InvalidInput(error.message, field="email", **error.params) from None
