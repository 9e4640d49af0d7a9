"""Lin Wei at the console of 星海点卡行, and Chen Hao signed in at its counter."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.form import Form
from bodega.kernel.ids import new_id
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega_shop.customers.customer_cookie import customer_cookie_name
from bodega_shop.customers.start_session import start_session as start_customer_session

EMAIL = "chen.hao@example.com"


@pytest.fixture
def said_of_oneself() -> Callable[[], Form]:
    """What somebody without a company says of who they are: sample numbers of the standard itself."""

    def said() -> Form:
        return Form(
            {
                "kind": "individual", "name": "梅英", "id_kind": "resident", "identity": "11010519491231002X",
                "address": "杭州市西湖区一号", "phone": "13800138000",
            }
        )  # fmt: skip

    return said


@dataclass
class Person:
    """A signed-in browser; `home` is a page of theirs with a form."""

    browser: httpx.AsyncClient
    home: str

    async def read(self, path: str) -> str:
        answer = await self.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer.text

    async def send(self, path: str, **fields: str) -> httpx.Response:
        token = re.search(r'name="_csrf_token" value="([^"]+)"', await self.read(self.home))
        return await self.browser.post(path, data={"_csrf_token": token[1], **fields}, follow_redirects=True)


@pytest_asyncio.fixture
async def lin_wei(street, stand) -> AsyncIterator[Person]:
    account_id, now = await street.account("Lin Wei"), street.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute(
            "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, 'owner', $4)",
            new_id(), account_id, stand.shop.id, now,
        )  # fmt: skip
        token = await start_session(scope, account_id, audience_of(stand.shop), now=now)
    async with street.client(stand.shop) as browser:
        browser.cookies.set(session_cookie_name(street.runtime), token)
        yield Person(browser, "/console/settings")


@pytest_asyncio.fixture
async def chen_hao(street, stand) -> AsyncIterator[Person]:
    customer_id, now = new_id(), datetime.now(UTC)
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into customer (id, email, email_digest, password_hash, locale, state, verified_at, consent, consent_at,"
            " created_at, seen_at) values ($1, $2, $3, '', 'en', 'active', $4, '1', $4, $4, $4)",
            customer_id, EMAIL, stand.shop.vault.fingerprint(EMAIL, "contact"), now,
        )  # fmt: skip
        token = await start_customer_session(
            scope, customer_id, old_token="", address="203.0.113.7", agent="test", now=now
        )
    async with street.client(stand.shop) as browser:
        browser.headers["accept-language"] = "en"
        browser.cookies.set(customer_cookie_name(street.runtime), token)
        yield Person(browser, "/account")
