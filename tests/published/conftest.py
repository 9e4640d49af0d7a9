"""Ada at the platform's texts, Lin Wei under `/my`, anybody in front; afterwards the street has its first versions again."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from html import unescape

import httpx
import msgspec
import pytest
import pytest_asyncio

from bodega.kernel.clock import SetClock
from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session


@dataclass
class Reader:
    """A browser on the platform's host, of somebody who may be signed in; `home` is a page with a form."""

    street: object
    browser: httpx.AsyncClient
    home: str = "/open"
    account_id: object = None

    async def read(self, path: str, status: int = 200) -> str:
        answer = await self.browser.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:1500])
        return answer.text

    async def send(self, path: str, *, page: str = "", **fields: str) -> httpx.Response:
        token = re.search(r'name="_csrf_token" value="([^"]+)"', await self.read(page or self.home))
        return await self.browser.post(path, data={"_csrf_token": token[1], **fields})


@pytest.fixture
def settings_are(street, monkeypatch) -> Callable[..., None]:
    def change(**settings: object) -> None:
        monkeypatch.setattr(
            street.runtime, "settings", msgspec.structs.replace(street.runtime.settings, **settings)
        )

    return change


@pytest_asyncio.fixture
async def first_versions(street) -> AsyncIterator[None]:
    """Nothing can be unsaid by the application itself, so the owner of the tables takes it away for the next story."""
    yield
    async with street.owner_pool.acquire() as connection:
        for table in ("text_comment", "text_withdrawal", "text_draft", "text_fact"):
            await connection.execute(f"delete from platform.{table}")
        await connection.execute("delete from platform.text_version where number > 1 or kind = 'licence'")
    await street.runtime.directory.announce_policy()


@pytest.fixture
def clock(street, monkeypatch, first_versions) -> SetClock:
    """The street's clock, to be moved; it begins now."""
    set_clock = SetClock(street.runtime.clock.now())
    monkeypatch.setattr(street.runtime, "clock", set_clock)
    return set_clock


@pytest.fixture
def reader(street, clock) -> Callable[..., Reader]:
    def come(home: str = "/open", account_id: object = None, **cookies: str) -> Reader:
        transport = httpx.ASGITransport(app=street.app, client=(f"2001:db8::{new_id().hex[-4:]}", 40000))
        browser = httpx.AsyncClient(
            transport=transport,
            base_url=f"http://{street.settings.base_domain}",
            headers={"accept": "text/html", "accept-language": "en"},
            cookies=cookies,
        )
        return Reader(street, browser, home, account_id)

    return come


@pytest.fixture
def signed_in(street, clock, reader) -> Callable:
    """A browser of that account, with a password given just now."""

    async def sign_in(account_id, home: str) -> Reader:
        async with platform_scope() as scope:
            await scope.execute(
                "update account set totp_confirmed_at = $2 where id = $1 and platform_role is not null",
                account_id, clock.now(),
            )  # fmt: skip
            token = await start_session(scope, account_id, "platform", now=clock.now(), second_factor=True)
        return reader(home, account_id, **{session_cookie_name(street.runtime): token})

    return sign_in


@pytest_asyncio.fixture
async def ada(street, signed_in) -> Reader:
    return await signed_in(await street.account("Ada", platform_role="administrator"), "/admin/terms")


@pytest_asyncio.fixture
async def shop(street):
    """星海点卡行, Lin Wei's."""
    return await street.open_shop()


@pytest_asyncio.fixture
async def lin_wei(shop, signed_in) -> Reader:
    async with platform_scope() as scope:
        owner_id = await scope.fetchval("select owner_id from shop where id = $1", shop.id)
    return await signed_in(owner_id, "/my/terms")


@pytest.fixture
def draft() -> Callable:
    """Ada writes another sentence at the end of a text."""

    async def write(ada: Reader, kind: str, sentence: str) -> None:
        page = await ada.read(f"/admin/terms/{kind}")
        bodies = [unescape(one) for one in re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)]
        saved = await ada.send(
            f"/admin/terms/{kind}/drafts",
            chinese=f"{bodies[0]}\n\n{sentence}",
            english=f"{bodies[1]}\n\n{sentence}",
        )
        assert saved.status_code == 303, saved.text

    return write


@pytest.fixture
def announce(draft) -> Callable:
    """Ada adds a sentence to a text and announces it."""

    async def act(ada: Reader, kind: str, sentence: str, **fields: str) -> httpx.Response:
        await draft(ada, kind, sentence)
        said = {"note_chinese": f"新增：{sentence}", "note_english": f"Added: {sentence}"}
        return await ada.send(f"/admin/terms/{kind}/versions", **{**said, **fields})

    return act


@pytest.fixture
def fetch(street) -> Callable:
    async def one(sql: str, *args: object) -> object:
        async with platform_scope() as scope:
            return await scope.fetchval(sql, *args)

    return one
