"""Somebody of the platform comes into a shop's console: only with the owner's yes, for a while, and on both records."""

import re
from contextlib import aclosing
from datetime import timedelta

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session

PASSWORD = "four quiet lamps tonight"


@pytest.fixture
async def lin(street, shop, browser_at):
    """Lin Wei at the console of the shop."""
    account_id, now = await street.account("Lin Wei"), street.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute(
            "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, 'owner', $4)",
            new_id(), account_id, shop.id, now,
        )  # fmt: skip
        token = await start_session(scope, account_id, audience_of(shop), now=now)
    async with browser_at(shop.canonical_host, **{session_cookie_name(street.runtime): token}) as browser:
        yield browser


@pytest.fixture
async def mei(street, browser_at):
    """Mei of the platform's support, on the platform's host; her e-mail address comes with her browser."""
    account_id, now = await street.account("Mei", platform_role="support"), street.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute(
            "update account set totp_confirmed_at = $2, password_hash = $3 where id = $1",
            account_id, now, Argon2Hasher().hash(PASSWORD),
        )  # fmt: skip
        token = await start_session(scope, account_id, "platform", now=now, second_factor=True)
    async with browser_at(**{session_cookie_name(street.runtime): token}) as browser:
        browser.account_id = account_id
        yield browser


@pytest.fixture
def asks(mei, shop, send_form):
    async def ask(way: str = "read", hours: str = "4"):
        page = f"/admin/shops/{shop.id}/visits"
        return await send_form(mei, page, way=way, hours=hours, reason="You said that a code is missing.")

    return ask


@pytest.fixture
def answers(lin, send_form):
    """Lin Wei's answer to the last question: grants, refusals or ends."""

    async def answer(what: str):
        page = (await lin.get("/console/visits")).text
        visit = re.search(r"/console/visits/([0-9a-f-]{36})/" + what, page)
        assert visit, page
        return await send_form(lin, "/console/visits", f"/console/visits/{visit[1]}/{what}")

    return answer


@pytest.fixture
def comes_in(street, shop, mei, browser_at, send_form):
    """Mei tries the shop's own door; a browser that is in comes back, or None."""

    async def come():
        async with platform_scope() as scope:
            email = await scope.fetchval("select email from account where id = $1", mei.account_id)
        browser = browser_at(shop.canonical_host)
        answer = await send_form(browser, "/console/sign-in", email=email, password=PASSWORD)
        if answer.status_code != 303:
            await browser.aclose()
            return None
        browser.cookies.update(answer.cookies)
        async with platform_scope() as scope:
            await scope.execute(
                "update sign_in set second_factor = true where account_id = $1", mei.account_id
            )
        return browser

    return come


async def test_without_a_yes_nobody_gets_in(asks, answers, comes_in, lin):
    assert await comes_in() is None
    assert (await asks()).status_code == 303
    assert await comes_in() is None
    assert "asks to come into this console" in (await lin.get("/console")).text
    await answers("refusals")
    assert await comes_in() is None
    assert "asks to come into this console" not in (await lin.get("/console")).text


async def test_who_is_let_in_to_look_changes_nothing(asks, answers, comes_in, send_form):
    await asks("read")
    await answers("grants")
    guest = await comes_in()
    async with aclosing(guest):
        assert (await guest.get("/console/orders")).status_code == 200
        assert (await guest.get("/console/staff")).status_code == 403
        refused = await send_form(guest, "/console/orders", "/console/account", name="Lin", locale="en")
        assert refused.status_code == 403
        assert (await guest.get("/console/visits")).status_code == 403


async def test_who_is_let_in_as_an_operator_is_one_until_the_owner_ends_it(
    asks, answers, comes_in, lin, send_form
):
    await asks("operator")
    await answers("grants")
    guest = await comes_in()
    async with aclosing(guest):
        assert (await guest.get("/console/products")).status_code == 200
        assert (await guest.get("/console/channels")).status_code == 403
        await answers("ends")
        assert (await guest.get("/console/products")).headers["location"].startswith("/console/sign-in")
    assert await comes_in() is None


async def test_the_yes_ends_by_itself(street, shop, asks, answers, comes_in, mei):
    await asks("operator", "1")
    await answers("grants")
    guest = await comes_in()
    async with aclosing(guest):
        assert (await guest.get("/console/products")).status_code == 200
        async with platform_scope() as scope:
            await scope.execute(
                "update shop_visit set ends_at = $2 where asked_by = $1",
                mei.account_id, street.runtime.clock.now() - timedelta(seconds=1),
            )  # fmt: skip
        assert (await guest.get("/console/products")).headers["location"].startswith("/console/sign-in")
    assert await comes_in() is None
    assert (await asks()).status_code == 303, "another question may be asked"


async def test_a_role_that_is_taken_away_takes_the_visit_along(asks, answers, comes_in, mei):
    await asks("operator")
    await answers("grants")
    guest = await comes_in()
    async with aclosing(guest):
        async with platform_scope() as scope:
            await scope.execute("update account set platform_role = null where id = $1", mei.account_id)
        assert (await guest.get("/console/products")).headers["location"].startswith("/console/sign-in")


async def test_both_records_tell_of_it(shop, asks, answers, comes_in):
    await asks("operator")
    await answers("grants")
    await (await comes_in()).aclose()
    await answers("ends")
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select deed from audit_entry where shop_id = $1 and deed like 'visit.%' order by at, id", shop.id
        )
    assert [row["deed"] for row in rows] == ["visit.asked", "visit.granted", "visit.entered", "visit.ended"]
    async with shop_scope(shop) as scope:
        rows = await scope.fetch("select deed, actor from deed where deed like 'visit.%' order by at, id")
    assert [(row["deed"], row["actor"]) for row in rows] == [
        ("visit.granted", "Lin Wei"),
        ("visit.entered", "Mei"),
        ("visit.ended", "Lin Wei"),
    ]


async def test_asked_twice_is_asked_once_and_a_question_can_be_withdrawn(asks, mei, shop, send_form, lin):
    await asks()
    assert (await asks()).status_code == 409
    page = (await mei.get(f"/admin/shops/{shop.id}/visits")).text
    where = re.search(r'action="(/admin/visits/[0-9a-f-]+/withdrawals)"', page)[1]
    assert (await send_form(mei, f"/admin/shops/{shop.id}/visits", where)).status_code == 303
    assert "asks to come into this console" not in (await lin.get("/console")).text


async def test_one_owner_does_not_answer_for_another_shop(street, asks, lin, send_form, browser_at, shop):
    await asks()
    async with platform_scope() as scope:
        visit = await scope.fetchval("select id from shop_visit where shop_id = $1", shop.id)
    other, account_id, now = (
        await street.open_shop(),
        await street.account("Ning"),
        street.runtime.clock.now(),
    )
    async with platform_scope() as scope:
        await scope.execute(
            "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, 'owner', $4)",
            new_id(), account_id, other.id, now,
        )  # fmt: skip
        token = await start_session(scope, account_id, audience_of(other), now=now)
    async with browser_at(other.canonical_host, **{session_cookie_name(street.runtime): token}) as ning:
        answer = await send_form(ning, "/console/account", f"/console/visits/{visit}/grants")
    assert answer.status_code == 409
