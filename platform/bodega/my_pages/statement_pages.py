"""For owners under `/my`: the statement of a shop for a month, to read, to print, and to take away."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from bodega.billing.list_subscriptions import check_owner
from bodega.platform_pages.statement_view import show_statement, statement_file
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency


@get("/statements/{shop_id:uuid}")
async def show_my_statement(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    name = await check_owner(shop_id, staff.account_id)
    way = [(page.say("Money"), f"{RESELLERS}/money"), (name, f"{RESELLERS}/money/{shop_id}")]
    return await show_statement(page, shop_id, name, way)


@get("/statements/{shop_id:uuid}/file")
async def take_my_statement(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    await check_owner(shop_id, staff.account_id)
    return await statement_file(page, shop_id)


HANDLERS = [show_my_statement, take_my_statement]
