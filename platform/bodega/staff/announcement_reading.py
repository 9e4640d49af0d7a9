"""Note that somebody has read an announcement in a shop; it is shown to them there no more."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.staff.door_page import DoorPage
from bodega.staff.local_page import page_of
from bodega.staff.staff_member import StaffMember
from bodega.street.shop import Shop
from bodega.web.given import NamedDependency


@post("/announcements/{announcement_id:uuid}/readings", status_code=303)
async def take_reading(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], announcement_id: FromPath[UUID]
) -> Response[Any]:
    if page.shop is None:
        raise NotFound
    await note_reading(page.shop, announcement_id, staff.account_id, now=page.visit.now)
    return page.go(page_of(page.request, page.prefix))


async def note_reading(shop: Shop, announcement_id: UUID, account_id: UUID, *, now: datetime) -> None:
    """Read twice, the first time counts. Raises `NotFound` for an announcement that never was."""
    async with platform_scope() as scope:
        if not await scope.fetchval("select 1 from announcement where id = $1", announcement_id):
            raise NotFound
        await scope.execute(
            "insert into announcement_reading (announcement_id, account_id, shop_id, read_at)"
            " values ($1, $2, $3, $4) on conflict do nothing",
            announcement_id, account_id, shop.id, now,
        )  # fmt: skip
