"""Lin Wei and Mei look after customers at the console: find one, correct a balance, decide what is asked back, block."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import httpx
import pytest_asyncio

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session

EMAIL = "chen.hao@example.com"


@dataclass
class Seat:
    """One member of staff in front of the console."""

    account_id: UUID
    browser: httpx.AsyncClient

    async def read(self, path: str) -> str:
        answer = await self.browser.get(f"/console{path}")
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer.text

    async def send(self, path: str, **fields: str) -> httpx.Response:
        token = re.search(r'name="_csrf_token" value="([^"]+)"', await self.read("/"))
        return await self.browser.post(
            f"/console{path}", data={"_csrf_token": token[1], **fields}, follow_redirects=True
        )


@pytest_asyncio.fixture
async def take_seat(street, stand) -> AsyncIterator[Callable[[str, str], Awaitable[Seat]]]:
    browsers: list[httpx.AsyncClient] = []

    async def take(role: str, name: str) -> Seat:
        account_id, now = await street.account(name), street.runtime.clock.now()
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

    yield take
    for browser in browsers:
        await browser.aclose()


@pytest_asyncio.fixture
async def lin_wei(take_seat) -> Seat:
    return await take_seat("owner", "Lin Wei")


@pytest_asyncio.fixture
async def mei(take_seat) -> Seat:
    return await take_seat("operator", "Mei")


async def id_of(visitor) -> UUID:
    return await visitor.fetchval("select id from customer")


async def test_the_owner_reads_why_nobody_can_open_an_account(lin_wei):
    page = await lin_wei.read("/customers")
    assert "Accounts are not offered" in page
    assert "No customer yet" in page


async def test_a_customer_is_found_by_the_whole_contact(chen_hao, lin_wei):
    await chen_hao.sign_up()
    page = await lin_wei.read("/customers?contact=CHEN.HAO%40example.com")
    assert EMAIL in page
    assert "Accounts are not offered" not in page
    assert "No customer found" in await lin_wei.read("/customers?contact=chen")
    assert "No customer found" in await lin_wei.read("/customers?state=blocked")


async def test_a_correction_reaches_the_customer_with_its_reason(chen_hao, lin_wei):
    await chen_hao.sign_up()
    customer_id = await id_of(chen_hao)
    path = f"/customers/{customer_id}"
    done = await lin_wei.send(
        f"{path}/adjustments", part="principal", direction="add", amount="20", reason="sorry for the wait"
    )
    assert "The balance is corrected" in done.text
    assert "sorry for the wait" in (await chen_hao.browser.get("/account/statement")).text
    assert "¥20" in (await chen_hao.browser.get("/")).text, "the balance stands in the header"
    refused = await lin_wei.send(
        f"{path}/adjustments", part="principal", direction="take", amount="20.01", reason="x"
    )
    assert refused.status_code == 400
    assert "Only ¥20.00 are there." in refused.text


async def test_only_the_owner_corrects_balances(chen_hao, mei):
    await chen_hao.sign_up()
    path = f"/customers/{await id_of(chen_hao)}"
    assert "Correct the balance" not in await mei.read(path)
    answer = await mei.send(f"{path}/adjustments", part="principal", direction="add", amount="20", reason="x")
    assert answer.status_code == 403
    assert await chen_hao.fetchval("select count(*) from wallet") == 0


async def test_what_is_asked_back_waits_on_the_overview_and_is_decided(chen_hao, lin_wei):
    await chen_hao.sign_up()
    path = f"/customers/{await id_of(chen_hao)}"
    await lin_wei.send(
        f"{path}/adjustments", part="principal", direction="add", amount="30", reason="old order"
    )
    asked = await chen_hao.send("/account/payback", amount="30", reason="")
    assert asked.status_code == 400, "money that no top-up brought needs a reason"
    assert (await chen_hao.send("/account/payback", amount="30", reason="I am leaving")).status_code == 303
    assert "1 customer asks money back" in await lin_wei.read("/")
    page = await lin_wei.read("/paybacks")
    assert "I am leaving" in page
    payback = re.search(r"/console/paybacks/([0-9a-f-]{36})/grants", page)[1]
    refused = await lin_wei.send(f"/paybacks/{payback}/grants", way="source")
    assert "came from no top-up" in refused.text
    done = await lin_wei.send(f"/paybacks/{payback}/grants", way="hand")
    assert "The money goes back" in done.text
    assert "Nobody asks money back" in done.text
    assert "On its way back to you" in (await chen_hao.browser.get("/account/payback")).text


async def test_a_blocked_customer_is_marked_and_let_in_again(chen_hao, mei):
    await chen_hao.sign_up()
    path = f"/customers/{await id_of(chen_hao)}"
    done = await mei.send(f"{path}/blocks", reason="charged back twice")
    assert "signed out everywhere" in done.text
    assert "charged back twice" in done.text
    assert (await chen_hao.browser.get("/account")).status_code == 303
    assert "may sign in again" in (await mei.send(f"{path}/blocks/end")).text


async def test_steps_are_set_within_the_platforms_cap(lin_wei, stand):
    done = await lin_wei.send(
        "/bonus", least_0="100", bonus_0="10", least_1="", bonus_1="", least_2="500", bonus_2="80"
    )
    assert "The steps are saved" in done.text
    assert 'value="500.00"' in done.text
    refused = await lin_wei.send("/bonus", least_0="100", bonus_0="30.01")
    assert refused.status_code == 400
    assert "at most 30 percent" in refused.text
    async with shop_scope(stand.shop) as scope:
        assert await scope.fetchval("select count(*) from bonus_step") == 2


async def test_support_sees_customers_and_decides_nothing(chen_hao, take_seat):
    await chen_hao.sign_up()
    ann = await take_seat("support", "Ann")
    assert EMAIL in await ann.read("/customers")
    page = await ann.read(f"/customers/{await id_of(chen_hao)}")
    assert "Block this customer" not in page
    for path in ("/paybacks", "/bonus"):
        assert (await ann.browser.get(f"/console{path}")).status_code == 403


async def test_a_session_that_lapsed_is_not_counted(chen_hao, mei):
    await chen_hao.sign_up()
    path = f"/customers/{await id_of(chen_hao)}"
    assert "1 browser" in await mei.read(path)
    async with shop_scope(chen_hao.stand.shop) as scope:
        await scope.execute(
            "update customer_session set expires_at = created_at - $1::interval", timedelta(days=1)
        )
    assert "0 browsers" in await mei.read(path)
