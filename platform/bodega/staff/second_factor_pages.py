"""Set up a second factor for one's own account, renew its recovery codes, take it away."""

from typing import Any

from litestar import Response, get, post

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.totp import provisioning_uri
from bodega.staff.door_page import DoorPage
from bodega.staff.draw_qr import draw_qr
from bodega.staff.require_role import requires_recent_password
from bodega.staff.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    drop_second_factor,
    renew_recovery_codes,
)
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency


@get("/account/second-factor", guards=[requires_recent_password])
async def show_set_up(page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]) -> Response[Any]:
    if staff.has_second_factor:
        return page.go(f"{page.prefix}/account")
    return await page.show("set_up_second_factor.html", form=Form(), **await _secret(page, staff))


@post("/account/second-factor", status_code=200, guards=[requires_recent_password])
async def take_set_up(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    code = form.secret("code")
    try:
        form.require_ok()
        codes = await confirm_second_factor(page.runtime, staff, code, now=page.visit.now)
    except BodegaError as error:
        secret = await _secret(page, staff)
        return await page.show_again("set_up_second_factor.html", form, error, **secret)
    return await page.show("recovery_codes.html", codes=codes)


@post("/account/recovery-codes", status_code=200, guards=[requires_recent_password])
async def take_new_codes(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    codes = await renew_recovery_codes(page.runtime, staff, now=page.visit.now)
    return await page.show("recovery_codes.html", codes=codes)


@post("/account/second-factor-removal", status_code=303, guards=[requires_recent_password])
async def take_removal(page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]) -> Response[Any]:
    await drop_second_factor(staff, now=page.visit.now)
    await page.leave(staff, "Your second factor is taken away.", kind="warn")
    return page.go(f"{page.prefix}/account")


async def _secret(page: DoorPage, staff: StaffMember) -> dict[str, Any]:
    secret = await begin_second_factor(page.runtime, staff)
    issuer = f"{page.runtime.settings.base_domain}"
    return {
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "qr": draw_qr(provisioning_uri(secret, staff.email, issuer)),
    }
