"""The pages at the door: sign in, second step, password check, sign out."""

from typing import Any

from litestar import Response, get, post

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.staff.door_page import DoorPage
from bodega.staff.end_sessions import sign_out
from bodega.staff.give_password_again import give_password_again
from bodega.staff.let_staff_in import RESELLERS, find_visitor
from bodega.staff.local_page import local_page
from bodega.staff.prove_second_factor import prove_second_factor
from bodega.staff.session_cookie import cleared_session_cookie, session_cookie, session_cookie_name
from bodega.staff.sign_in import Caller, sign_in
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency


@get("/sign-in")
async def show_sign_in(page: NamedDependency[DoorPage]) -> Response[Any]:
    target = local_page(page.request.query_params.get("next", ""), page.prefix)
    if await find_visitor(page.request) is not None:
        return page.go(target)
    return await page.show("sign_in.html", form=Form({"next": target}))


@post("/sign-in", status_code=200)
async def take_sign_in(page: NamedDependency[DoorPage], form: NamedDependency[Form]) -> Response[Any]:
    email, password = form.required_text("email", 300), form.secret("password")
    try:
        form.require_ok()
        token = await sign_in(
            page.runtime,
            page.shop,
            email=email,
            password=password,
            caller=_caller(page),
            now=page.visit.now,
            as_reseller=page.prefix == RESELLERS,
        )
    except BodegaError as error:
        return await page.show_again("sign_in.html", form, error)
    return page.go(form.value("next"), cookies=[session_cookie(page.runtime, token)])


@get("/second-factor")
async def show_second_factor(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    target = local_page(page.request.query_params.get("next", ""), page.prefix)
    if not staff.owes_second_factor():
        return page.go(target)
    return await page.show("second_factor.html", form=Form({"next": target}))


@post("/second-factor", status_code=200)
async def take_second_factor(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    code = form.secret("code")
    try:
        form.require_ok()
        token = await prove_second_factor(
            page.runtime, staff, code, address=page.visit.address, now=page.visit.now
        )
    except BodegaError as error:
        return await page.show_again("second_factor.html", form, error)
    return page.go(form.value("next"), cookies=[session_cookie(page.runtime, token)])


@get("/password-check")
async def show_password_check(page: NamedDependency[DoorPage]) -> Response[Any]:
    target = local_page(page.request.query_params.get("next", ""), page.prefix)
    return await page.show("password_check.html", form=Form({"next": target}))


@post("/password-check", status_code=200)
async def take_password_check(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    password = form.secret("password")
    try:
        form.require_ok()
        await give_password_again(
            page.runtime, staff, password, address=page.visit.address, now=page.visit.now
        )
    except BodegaError as error:
        return await page.show_again("password_check.html", form, error)
    return page.go(form.value("next"))


@post("/sign-out", status_code=303)
async def take_sign_out(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    await sign_out(staff.session_id)
    return page.go(f"{page.prefix}/sign-in", cookies=[cleared_session_cookie(page.runtime)])


def _caller(page: DoorPage) -> Caller:
    old_token = page.request.cookies.get(session_cookie_name(page.runtime), "")
    return Caller(page.visit.address, page.visit.agent, old_token)
