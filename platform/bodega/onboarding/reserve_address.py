"""Keep the address of a shop that is being applied for, and give it back."""

from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.database import Scope
from bodega.kernel.errors import StateConflict
from bodega.onboarding.application import Application
from bodega.runtime import Runtime
from bodega.street.check_slug import check_slug
from bodega.street.register_shop import AddressTaken, NewShop, host_of, register_shop, schema_of

_LINK = "update application set shop_id = $2 where id = $1"
# Nothing was set up for it yet, so that its name and address are only words in the registry.
_CHANGE = """
    update shop set slug = $2, schema_name = $3, name = $4, locale = $5, version = version + 1
     where id = $1 and state in ('draft', 'review') and opened_at is null"""
_MOVE_HOST = "update shop_host set host = $2 where shop_id = $1 and canonical"
_UNLINK = "update application set shop_id = null where shop_id = $1"
_UNUSED = "select 1 from shop where id = $1 and state in ('draft', 'review') and opened_at is null for update"
_GIVE_BACK = (
    "delete from shop_host where shop_id = $1",
    "delete from shop_plugin where shop_id = $1",
    "delete from membership where shop_id = $1",
    "delete from shop where id = $1",
)
_TAKEN = """
    select 1 from shop s left join shop_host h on h.shop_id = s.id
     where (s.slug = $1 or h.host = $2) and s.id is distinct from $3 limit 1"""


async def reserve_address(
    scope: Scope,
    runtime: Runtime,
    application: Application,
    *,
    slug: str,
    name: str,
    locale: str,
    now: datetime,
) -> UUID:
    """The shop's id. Raises `InvalidInput`, `AddressTaken`, and `StateConflict` once the shop is being opened."""
    if application.shop_id is None:
        new = NewShop(slug, name, application.account_id, locale, "draft", "rehearsal", vouched=False)
        shop_id = await register_shop(scope, runtime, new, now=now)
        await scope.execute(_LINK, application.id, shop_id)
        return shop_id
    slug = check_slug(slug)
    try:
        if not await scope.execute(_CHANGE, application.shop_id, slug, schema_of(slug), name, locale):
            raise StateConflict
        await scope.execute(_MOVE_HOST, application.shop_id, host_of(runtime, slug))
    except asyncpg.UniqueViolationError as error:
        raise AddressTaken(slug) from error
    return application.shop_id


async def is_taken(scope: Scope, runtime: Runtime, slug: str, *, but_for: UUID | None) -> bool:
    """Whether another shop has this address, or another one had it put aside."""
    return bool(await scope.fetchval(_TAKEN, slug, host_of(runtime, slug), but_for))


async def give_back(scope: Scope, shop_id: UUID) -> bool:
    """Let the address go. A shop that was opened stays, whatever became of it."""
    if not await scope.fetchval(_UNUSED, shop_id):
        return False
    await scope.execute(_UNLINK, shop_id)
    for statement in _GIVE_BACK:
        await scope.execute(statement, shop_id)
    return True
