"""Act on a shop: a page that says what will happen, and the deed."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, Forbidden, NotFound
from bodega.kernel.form import Form
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.shop_acts import Act, find_act
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import PasswordDue, requires
from bodega.staff.staff_member import StaffMember
from bodega.street.look_at_shop import look_at_shop


@get("/shops/{shop_id:uuid}/{code:str}", guards=[requires("review", "shops")])
async def show_act(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    shop_id: FromPath[UUID],
    code: FromPath[str],
) -> Response[Any]:
    act = _allowed(page, staff, code)
    return await page.show("shop_act.html", form=Form(), act=act, shop=await look_at_shop(shop_id))


@post("/shops/{shop_id:uuid}/{code:str}", guards=[requires("review", "shops")], status_code=200)
async def take_act(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    shop_id: FromPath[UUID],
    code: FromPath[str],
) -> Response[Any]:
    act, shop = _allowed(page, staff, code), await look_at_shop(shop_id)
    if act.is_final and form.text("slug") != shop.slug:
        form.refuse("slug", "Please type the shop's address exactly as it stands above.")
    try:
        form.require_ok()
        await act.deed(page.runtime, shop_id, **_about(page, staff, act, form))
    except BodegaError as error:
        return await page.show_again("shop_act.html", form, error, act=act, shop=shop)
    await page.leave(staff, act.done)
    return page.go(f"{PREFIX}/shops/{shop_id}")


def _allowed(page: DoorPage, staff: StaffMember, code: str) -> Act:
    act = find_act(code)
    if act is None:
        raise NotFound
    if not staff.may(act.permission):
        raise Forbidden("Your role on this platform does not allow this. Please ask an administrator.")
    if act.asks_password and not staff.gave_password_lately(page.visit.now):
        raise PasswordDue
    return act


def _about(page: DoorPage, staff: StaffMember, act: Act, form: Form) -> dict[str, Any]:
    reason = {"reason": form.lines("reason", 1000)} if act.asks_reason else {}
    return {**reason, "actor_id": staff.account_id, "actor": staff.name, "now": page.visit.now}
