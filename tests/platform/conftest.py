"""The platform's host: Ada the administrator at her console, and anybody in front of the street."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import msgspec
import pytest
import pytest_asyncio

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session

Send = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def settings_are(street, monkeypatch) -> Callable[..., None]:
    """Change the operator's settings for one story."""

    def change(**settings: object) -> None:
        monkeypatch.setattr(
            street.runtime, "settings", msgspec.structs.replace(street.runtime.settings, **settings)
        )

    return change


@pytest.fixture
def browser_at(street) -> Callable[..., httpx.AsyncClient]:
    """A browser at an address of its own, on the platform's host or a shop's."""

    def browser(host: str = "", **cookies: str) -> httpx.AsyncClient:
        address = f"2001:db8::{new_id().hex[-4:]}"
        transport = httpx.ASGITransport(app=street.app, client=(address, 40000))
        return httpx.AsyncClient(
            transport=transport,
            base_url=f"http://{host or street.settings.base_domain}",
            headers={"accept": "text/html", "accept-language": "en"},
            cookies=cookies,
        )

    return browser


@pytest_asyncio.fixture
async def visitor(browser_at) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who walks down the street for the first time."""
    async with browser_at() as browser:
        yield browser


@pytest_asyncio.fixture
async def ada(street, browser_at) -> AsyncIterator[httpx.AsyncClient]:
    """Ada's browser, signed in with her second factor."""
    account_id = await street.account("Ada", platform_role="administrator")
    now = street.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute("update account set totp_confirmed_at = $2 where id = $1", account_id, now)
        token = await start_session(scope, account_id, "platform", now=now, second_factor=True)
    async with browser_at(**{session_cookie_name(street.runtime): token}) as browser:
        yield browser


@pytest.fixture
def send_form() -> Send:
    """Open a page and send the form on it, to the page's own address or to `to`."""

    async def send(browser: httpx.AsyncClient, page: str, to: str = "", **fields: str) -> httpx.Response:
        html = (await browser.get(page)).text
        token = re.search(r'name="_csrf_token" value="([^"]+)"', html)
        assert token, html
        return await browser.post(to or page, data={"_csrf_token": token[1], **fields})

    return send


@pytest.fixture
def a_slug() -> str:
    return f"shop-{new_id().hex[-10:]}"
