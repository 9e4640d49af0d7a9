"""Shops with orders of the last weeks, and browsers in front of the street and at the owner's pages."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega.storefinder.ask_shops import ask_shop
from bodega.storefinder.kept_counts import forget_counts


@pytest.fixture
def sold(street):
    """`count` paid orders of as many buyers, three days ago; `columns` say how they went on."""

    async def sell(stand, count: int, *, seconds: int = 5, waited: bool = False, **columns: object) -> None:
        paid = street.runtime.clock.now() - timedelta(days=3)
        given = {"state": "delivered", "refunded": 0, "total": 9980, **columns}
        async with shop_scope(stand.shop) as scope:
            for _ in range(count):
                order = new_id()
                await scope.execute(
                    "insert into purchase (id, number, state, contact, contact_digest, locale, currency, total, paid, refunded,"
                    " address, source, consent, placed_at, expires_at, paid_at, delivered_at)"
                    " values ($1, $2, $3, 'a', $4, 'zh-CN', 'CNY', $5, $5, $6, 'a', 'storefront', '1', $7, $7, $7, $8)",
                    order, order.hex, given["state"], order.bytes, given["total"], given["refunded"], paid,
                    paid + timedelta(seconds=seconds) if given["state"] == "delivered" else None,
                )  # fmt: skip
                if waited:
                    await scope.execute(
                        "insert into purchase_event (id, purchase_id, at, kind, from_state, to_state, actor, detail, seq, digest)"
                        " values ($1, $2, $3, 'exception', 'paid', 'exception', 'street', '{}', 1, '')",
                        new_id(), order, paid,
                    )  # fmt: skip

    return sell


@pytest.fixture
def ask(street):
    """The morning's question to one shop."""

    async def ask_it(shop) -> None:
        await ask_shop(street.runtime, shop.id, now=street.runtime.clock.now())
        forget_counts()

    return ask_it


@pytest.fixture
def set_shop(street):
    """Another state or wish of a shop, whatever led there."""

    async def change(shop, **columns: object) -> None:
        async with platform_scope() as scope:
            for name, value in columns.items():
                await scope.execute(f"update shop set {name} = $2 where id = $1", shop.id, value)
        await street.runtime.directory.announce_change(shop.id)

    return change


@pytest_asyncio.fixture
async def visitor(street) -> AsyncIterator[httpx.AsyncClient]:
    async with street.client() as browser:
        yield browser


class Owner:
    """Somebody signed in under /my."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        self.browser = browser

    async def send(self, path: str, **fields: str) -> httpx.Response:
        page = await self.browser.get(path)
        token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
        assert token, (page.status_code, page.text[:500])
        return await self.browser.post(path, data={"_csrf_token": token[1], **fields}, follow_redirects=True)


@pytest.fixture
def sign_in(street):
    """A browser of that account on the platform's host."""

    async def sign_in(account_id) -> Owner:
        async with platform_scope() as scope:
            token = await start_session(scope, account_id, "platform", now=street.runtime.clock.now())
        browser = street.client()
        browser.cookies.set(session_cookie_name(street.runtime), token)
        return Owner(browser)

    return sign_in
