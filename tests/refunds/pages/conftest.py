"""People of 星海点卡行 at its console, and its buyers at their order pages."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega_shop.orders.access_token import access_token


@dataclass
class Seat:
    """One member of staff in front of the shop's console."""

    account_id: UUID
    browser: httpx.AsyncClient

    async def read(self, path: str) -> str:
        answer = await self.browser.get(f"/console{path}")
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:3000])
        return words_of(answer.text)

    async def send(self, path: str, **fields: str) -> httpx.Response:
        page = (await self.browser.get("/console")).text
        token = re.search(r'name="_csrf_token" value="([^"]+)"', page)[1]
        return await self.browser.post(
            f"/console{path}", data={"_csrf_token": token, **fields}, follow_redirects=True
        )


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def words() -> Callable[[str], str]:
    return words_of


@pytest_asyncio.fixture
async def sit_down(street, stand) -> AsyncIterator[Callable[..., Awaitable[Seat]]]:
    browsers: list[httpx.AsyncClient] = []

    async def sit(role: str, name: str, *, minutes_ago: int = 0) -> Seat:
        account_id = await street.account(name)
        now = street.runtime.clock.now() - timedelta(minutes=minutes_ago)
        async with platform_scope() as scope:
            await scope.execute(
                "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, $4, $5)",
                new_id(), account_id, stand.shop.id, role, now,
            )  # fmt: skip
            token = await start_session(scope, account_id, audience_of(stand.shop), now=now)
        browser = street.client(stand.shop)
        browser.cookies.set(session_cookie_name(street.runtime), token)
        browsers.append(browser)
        return Seat(account_id, browser)

    yield sit
    for browser in browsers:
        await browser.aclose()


@pytest_asyncio.fixture
async def mei(sit_down) -> Seat:
    return await sit_down("operator", "Mei")


@pytest_asyncio.fixture
async def lin_wei(sit_down) -> Seat:
    return await sit_down("owner", "Lin Wei")


@pytest_asyncio.fixture
async def chen_hao(street, stand) -> AsyncIterator[Callable[..., Awaitable[httpx.Response]]]:
    """The buyer opens the page of an order in a language."""

    async def look(order, locale: str = "en") -> httpx.Response:
        async with street.client(stand.shop) as browser:
            token = access_token(stand.shop, order.number)
            return await browser.get(
                f"/orders/{order.number}/open?token={token}",
                headers={"accept-language": locale},
                follow_redirects=True,
            )

    yield look
