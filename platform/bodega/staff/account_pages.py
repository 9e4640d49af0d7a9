"""One's own account: name and language, password, where one is signed in."""

from typing import Any

from litestar import Response, get, post

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import LOCALES
from bodega.staff.change_name import change_name
from bodega.staff.change_password import change_password
from bodega.staff.choose_language import language_cookie
from bodega.staff.door_page import DoorPage
from bodega.staff.end_sessions import end_session
from bodega.staff.list_sessions import ListedSession, list_sessions
from bodega.staff.name_browser import name_browser
from bodega.staff.second_factor import recovery_codes_left
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency


@get("/account")
async def show_account(page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]) -> Response[Any]:
    return await page.show("account.html", **await _account(page, staff))


@post("/account", status_code=200)
async def take_account(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    name, locale = form.required_text("name", 100), form.choice("locale", LOCALES)
    try:
        form.require_ok()
        await change_name(staff, name=name, locale=locale, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("account.html", form, error, **await _account(page, staff, form))
    await page.leave(staff, "Your account is changed.")
    return page.go(f"{page.prefix}/account", cookies=[language_cookie(locale)])


@get("/account/password")
async def show_password(page: NamedDependency[DoorPage]) -> Response[Any]:
    return await page.show("change_password.html", form=Form())


@post("/account/password", status_code=200)
async def take_password(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    old, new = form.secret("old_password"), form.secret("password")
    try:
        form.require_ok()
        await change_password(
            page.runtime, staff, old=old, new=new, address=page.visit.address, now=page.visit.now
        )
    except BodegaError as error:
        return await page.show_again("change_password.html", form, error)
    await page.leave(staff, "Your password is changed. You were signed out everywhere else.")
    return page.go(f"{page.prefix}/account")


@post("/account/ended-sessions", status_code=303)
async def take_ended_session(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    session_id = form.identifier("session")
    form.require_ok()
    await end_session(staff.account_id, session_id)
    await page.leave(staff, "That browser is signed out.")
    return page.go(f"{page.prefix}/account")


async def _account(page: DoorPage, staff: StaffMember, form: Form | None = None) -> dict[str, Any]:
    shown = {} if form else {"form": Form({"name": staff.name, "locale": staff.locale})}
    return {
        **shown,
        "sessions": [
            _row(page, staff, session)
            for session in await list_sessions(staff.account_id, now=page.visit.now)
        ],
        "codes_left": await recovery_codes_left(staff),
    }


def _row(page: DoorPage, staff: StaffMember, session: ListedSession) -> dict[str, Any]:
    return {
        "id": session.id,
        "current": session.id == staff.session_id,
        "place": session.shop_name or page.say("Platform"),
        "browser": name_browser(session.agent) or page.say("Unknown"),
        "address": session.address,
        "since": page.moment(session.created_at),
        "seen": page.ago(session.seen_at),
    }
