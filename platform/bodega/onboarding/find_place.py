"""Where an application is looked at that is not for a new shop: each kind has a page of its own."""

from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound

_SELECT = "select kind, shop_id from application where id = $1 and account_id = $2 and kind <> 'opening'"


async def find_place(application_id: UUID, account_id: UUID) -> str:
    """A path on the platform's host. Raises `NotFound` for somebody else's."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_SELECT, application_id, account_id)
    if row is None:
        raise NotFound
    if row["kind"] in ("papers", "categories"):
        return f"/my/shops/{row['shop_id']}/{row['kind']}"
    return "/my/offers" if row["kind"] == "new_owner" else "/my"
