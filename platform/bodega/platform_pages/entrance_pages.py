"""The entrance for resellers: an account in three lines, then straight into the journey."""

from typing import Any

from litestar import Response, get, post

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.my_pages.journey_view import HOME
from bodega.onboarding.enter_journey import Newcomer, enter_journey
from bodega.platform_pages.published_view import texts_shown
from bodega.published.kinds import FOR_ACCOUNTS
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.session_cookie import session_cookie, session_cookie_name
from bodega.staff.sign_in import Caller
from bodega.web.given import NamedDependency


async def entrance(page: DoorPage) -> Response[Any]:
    return await page.show("entrance.html", form=Form(), **await texts_shown(page, FOR_ACCOUNTS))


@get("/open/guided")
async def show_entrance(page: NamedDependency[DoorPage]) -> Response[Any]:
    """Also where shops open at once: somebody who tries Bodega out may want to see the whole way."""
    return await entrance(page)


@post("/open/guided", status_code=200)
async def take_entrance(page: NamedDependency[DoorPage], form: NamedDependency[Form]) -> Response[Any]:
    newcomer = _read(form, page.visit.locale)
    try:
        form.require_ok()
        entered = await enter_journey(page.runtime, newcomer, caller=_caller(page), now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("entrance.html", form, error, **await texts_shown(page, FOR_ACCOUNTS))
    target = f"{HOME}/{entered.application_id}" if entered.application_id else RESELLERS
    return page.go(target, cookies=[session_cookie(page.runtime, entered.token)])


def _read(form: Form, locale: str) -> Newcomer:
    form.consent("consent")
    return Newcomer(
        email=form.email("email"),
        name=form.required_text("name", 100),
        password=form.secret("password"),
        locale=locale,
        agreed=form.value("agreed"),
    )


def _caller(page: DoorPage) -> Caller:
    old_token = page.request.cookies.get(session_cookie_name(page.runtime), "")
    return Caller(page.visit.address, page.visit.agent, old_token)


HANDLERS = [show_entrance, take_entrance]
