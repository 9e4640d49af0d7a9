"""People at a shop's console: browsers that are signed in, and a reader of what the pages say."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega.street.shop import Shop


@dataclass
class Seat:
    """One member of staff in front of one shop's console."""

    account_id: UUID
    browser: httpx.AsyncClient

    async def read(self, path: str) -> str:
        """The page at that address of the console, as HTML."""
        answer = await self.browser.get(f"/console{path}")
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer.text

    async def send(self, path: str, *, files=None, **fields: str) -> httpx.Response:
        """Send a form; of a redirect the page that it leads to comes back."""
        token = re.search(r'name="_csrf_token" value="([^"]+)"', await self.read("/"))
        data = {"_csrf_token": token[1], **fields}
        return await self.browser.post(f"/console{path}", data=data, files=files, follow_redirects=True)


class Elements(HTMLParser):
    """What a browser would make of a page: its elements with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def text_of(html: str) -> str:
    """The words of a page, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def words() -> Callable[[str], str]:
    return text_of


@pytest.fixture
def elements() -> Callable[[str], list[tuple[str, dict[str, str]]]]:
    return lambda html: Elements(html).found


@pytest_asyncio.fixture
async def take_seat(street) -> AsyncIterator[Callable[..., Awaitable[Seat]]]:
    """Somebody new who works in a shop, or its owner, signed in a moment ago."""
    browsers: list[httpx.AsyncClient] = []

    async def take(shop: Shop, role: str = "owner", name: str = "Mei", *, minutes_ago: int = 0) -> Seat:
        account_id = await street.account(name)
        now = street.runtime.clock.now() - timedelta(minutes=minutes_ago)
        async with platform_scope() as scope:
            await scope.execute(
                "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, $4, $5)",
                new_id(), account_id, shop.id, role, now,
            )  # fmt: skip
            token = await start_session(scope, account_id, audience_of(shop), now=now)
        browser = street.client(shop)
        browser.cookies.set(session_cookie_name(street.runtime), token)
        browsers.append(browser)
        return Seat(account_id, browser)

    yield take
    for browser in browsers:
        await browser.aclose()


@pytest_asyncio.fixture
async def lin_wei(take_seat, stand) -> Seat:
    """The owner of the shop at the stand."""
    return await take_seat(stand.shop, "owner", "Lin Wei")


@pytest_asyncio.fixture
async def mei(take_seat, stand) -> Seat:
    """The operator of the shop at the stand."""
    return await take_seat(stand.shop, "operator", "Mei")
