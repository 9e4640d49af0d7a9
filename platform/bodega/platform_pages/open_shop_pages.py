"""Open a shop from the front page: the entrance of the journey, or where shops open at once a short form and a wait."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from bodega.billing.say_reason import say_reason
from bodega.kernel.errors import BodegaError, NotFound
from bodega.kernel.form import Form
from bodega.kernel.i18n import LOCALES
from bodega.platform_pages.entrance_pages import entrance
from bodega.platform_pages.published_view import texts_shown
from bodega.platform_pages.sign_up import Application, sign_up
from bodega.published.kinds import FOR_ACCOUNTS, FOR_SHOPS
from bodega.staff.door_page import DoorPage

_TOKEN = "opening"  # noqa: S105 - a purpose, not a secret
_RELOAD_SECONDS = {"opening": 2, "review": 30}


@get("/open")
async def show_form(page: NamedDependency[DoorPage]) -> Response[Any]:
    if not page.runtime.settings.open_shops_at_once:
        return await entrance(page)
    return await page.show("open_shop.html", form=Form({"locale": page.visit.locale}), **await _around(page))


@post("/open", status_code=200)
async def take_form(page: NamedDependency[DoorPage], form: NamedDependency[Form]) -> Response[Any]:
    if not page.runtime.settings.open_shops_at_once:
        raise NotFound
    application = _read(form)
    try:
        form.require_ok()
        shop_id = await sign_up(page.runtime, application, address=page.visit.address, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("open_shop.html", form, error, **await _around(page))
    return page.go(f"/openings/{shop_id}/{page.runtime.platform_vault.token(_TOKEN, str(shop_id))}")


@get("/openings/{shop_id:uuid}/{token:str}")
async def show_opening(
    page: NamedDependency[DoorPage], shop_id: FromPath[UUID], token: FromPath[str]
) -> Response[Any]:
    if not page.runtime.platform_vault.verify_token(token, _TOKEN, str(shop_id)):
        raise NotFound
    shop = await page.runtime.directory.by_id(shop_id)
    return await page.show(
        "opening.html",
        shop=shop,
        reason=say_reason(page.say, shop.state_reason),
        reload_seconds=_RELOAD_SECONDS.get(shop.state, 0),
        front_url=page.runtime.settings.address_of(shop.canonical_host),
        console_url=page.runtime.settings.address_of(shop.canonical_host, "/console"),
    )


async def _around(page: DoorPage) -> dict[str, Any]:
    """What stands on the page beside the form."""
    texts = await texts_shown(page, (*FOR_SHOPS, *FOR_ACCOUNTS))
    return {"domain": page.runtime.settings.base_domain, **texts}


def _read(form: Form) -> Application:
    form.consent("consent")
    return Application(
        email=form.email("email"),
        name=form.required_text("name", 100),
        password=form.secret("password"),
        shop_name=form.required_text("shop_name", 60),
        slug=form.required_text("slug", 60).lower(),
        locale=form.choice("locale", LOCALES),
        agreed=form.value("agreed"),
    )
