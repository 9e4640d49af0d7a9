"""Who works here, in the console: the list, one more, another role, out."""

from typing import cast
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.staff.require_role import requires_owner, requires_recent_password
from bodega.staff.staff_member import SHOP_ROLES, Role
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.settings.add_staff import add_staff
from bodega_shop.settings.change_staff import change_role, remove_staff
from bodega_shop.settings.list_staff import list_staff

HOME = "/console/staff"


@get("/staff", guards=[requires_owner])
async def show_staff(desk: NamedDependency[Desk]) -> Response[str]:
    return await _page(desk, Form({"role": "operator"}))


@post("/staff", guards=[requires_owner, requires_recent_password], status_code=200)
async def add_colleague(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    name, role = form.required_text("name", 100), _role(form)
    try:
        form.require_ok()
        added = await add_staff(
            desk.runtime, desk.shop, email=form.value("email"), name=name, role=role, by=desk.staff, now=desk.now
        )  # fmt: skip
    except BodegaError as error:
        form.refuse_with(error)
        return await _page(desk, form)
    return await desk.page("staff_added.html", added=added)


@post("/staff/{account_id:uuid}/roles", guards=[requires_owner, requires_recent_password])
async def give_role(
    desk: NamedDependency[Desk], form: NamedDependency[Form], account_id: FromPath[UUID]
) -> Answer:
    deed = change_role(desk.shop, account_id, cast("Role", form.value("role")), by=desk.staff, now=desk.now)
    return await desk.act(deed, HOME, "The role is changed. It counts from the next click.")


@post("/staff/{account_id:uuid}/removal", guards=[requires_owner, requires_recent_password])
async def remove_colleague(desk: NamedDependency[Desk], account_id: FromPath[UUID]) -> Answer:
    deed = remove_staff(desk.shop, account_id, by=desk.staff, now=desk.now)
    return await desk.act(deed, HOME, "This person no longer works here.")


def _role(form: Form) -> Role:
    return cast("Role", form.choice("role", SHOP_ROLES))


async def _page(desk: Desk, form: Form) -> Response[str]:
    return await desk.page("staff.html", form=form, colleagues=await list_staff(desk.shop))


HANDLERS = [show_staff, add_colleague, give_role, remove_colleague]
