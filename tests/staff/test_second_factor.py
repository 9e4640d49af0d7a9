"""The second step of a sign-in: set up once, asked for every time, good for one use, with codes on paper beside it."""

import asyncio
import re
from contextlib import asynccontextmanager

import pyotp
import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.audience import audience_of
from bodega.staff.find_staff import find_staff
from bodega.staff.lift_second_factor import lift_second_factor
from bodega.staff.prove_second_factor import prove_second_factor
from bodega.staff.second_factor import WrongCode
from bodega.staff.session_cookie import session_cookie_name


@pytest.fixture
async def owner(strict, shop, send_form):
    """Lin Wei, who set up a second factor and wrote the recovery codes down."""
    lin_wei = await strict.hired(shop, "owner", name="Lin Wei")
    cookies = await strict.cookie_of(lin_wei, shop)
    async with strict.browser(shop, **cookies) as browser:
        page = (await browser.get("/desk/account/second-factor")).text
        lin_wei.totp = pyotp.TOTP(
            re.search(r'<span class="code">([A-Z2-7 ]+)</span>', page)[1].replace(" ", "")
        )
        answer = await send_form(
            browser, "/desk/account/second-factor", code=lin_wei.totp.at(strict.clock.now())
        )
    lin_wei.recovery = re.findall(r'<li class="code">([^<]+)</li>', answer.text)
    return lin_wei


@asynccontextmanager
async def _half_way(strict, shop, send_form, person):
    """A browser, each at an address of its own, whose user has given the password."""
    async with strict.browser(shop, address=f"2001:db8::{new_id().hex[-4:]}") as browser:
        await send_form(browser, "/desk/sign-in", email=person.email, password=person.password)
        yield browser


async def test_the_qr_code_is_a_picture_that_a_strict_policy_lets_through(strict, shop):
    cookies = await strict.signed_in(shop, "owner")
    async with strict.browser(shop, **cookies) as browser:
        page = (await browser.get("/desk/account/second-factor")).text
        again = (await browser.get("/desk/account/second-factor")).text
    assert "<svg" in page
    assert "style=" not in page
    secret = r'<span class="code">([A-Z2-7 ]+)</span>'
    assert re.search(secret, page)[1] == re.search(secret, again)[1]


async def test_the_secret_is_sealed_in_the_table(strict, shop, owner):
    async with platform_scope() as scope:
        sealed = await scope.fetchval("select totp_sealed from account where id = $1", owner.id)
    assert owner.totp.secret.encode() not in sealed


async def test_the_password_alone_no_longer_opens_the_console(strict, shop, owner, send_form):
    async with _half_way(strict, shop, send_form, owner) as browser:
        page = await browser.get("/desk/who")
        assert page.headers["location"] == "/desk/second-factor?next=%2Fdesk%2Fwho"
        assert (await browser.get("/desk/account")).headers["location"].startswith("/desk/second-factor")
        assert (await browser.post("/desk/note", headers={"accept": "application/json"})).status_code == 401


async def test_a_fresh_code_of_the_app_does_and_the_session_gets_a_new_token(strict, shop, owner, send_form):
    strict.clock.advance(seconds=60)
    async with _half_way(strict, shop, send_form, owner) as browser:
        before = browser.cookies[session_cookie_name(strict.runtime)]
        code = owner.totp.at(strict.clock.now())
        answer = await send_form(
            browser, "/desk/second-factor", code=f"{code[:3]} {code[3:]}", next="/desk/who"
        )
        assert answer.headers["location"] == "/desk/who"
        assert browser.cookies[session_cookie_name(strict.runtime)] != before
        assert (await browser.get("/desk/who")).json()["name"] == "Lin Wei"
    async with strict.browser(shop, **{session_cookie_name(strict.runtime): before}) as browser:
        assert (await browser.get("/desk/who")).status_code == 303


async def test_a_code_that_was_used_is_refused_the_second_time(strict, shop, owner, send_form):
    strict.clock.advance(seconds=60)
    code = owner.totp.at(strict.clock.now())
    async with _half_way(strict, shop, send_form, owner) as browser:
        assert (await send_form(browser, "/desk/second-factor", code=code)).status_code == 303
    async with _half_way(strict, shop, send_form, owner) as browser:
        answer = await send_form(browser, "/desk/second-factor", code=code)
    assert answer.status_code == 400
    assert "used already" in answer.text


async def test_of_two_sign_ins_with_one_code_at_once_one_gets_in(street, strict, shop, owner):
    now = strict.clock.advance(seconds=60)
    code = owner.totp.at(now)
    cookies = [await strict.cookie_of(owner, shop) for _ in range(2)]
    both = [await find_staff(*cookie.values(), audience_of(shop), now=now) for cookie in cookies]
    async with street.owner_pool.acquire() as holder, holder.transaction():
        # Both have found the code right by the time that either may note it as used.
        await holder.execute("select 1 from platform.account where id = $1 for update", owner.id)
        tries = [
            asyncio.create_task(
                prove_second_factor(strict.runtime, staff, code, address="2001:db8::77", now=now)
            )
            for staff in both
        ]
        while await holder.fetchval("select count(*) from pg_locks where not granted") < len(tries):
            await asyncio.sleep(0.01)
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {str, WrongCode}


async def test_the_code_of_the_set_up_does_not_work_again(strict, shop, owner, send_form):
    async with _half_way(strict, shop, send_form, owner) as browser:
        answer = await send_form(browser, "/desk/second-factor", code=owner.totp.at(strict.clock.now()))
    assert answer.status_code == 400


async def test_wrong_codes_run_into_the_limit_and_a_right_password_buys_no_more(
    strict, shop, owner, send_form
):
    strict.clock.advance(seconds=60)
    for number in range(4):
        async with strict.browser(shop, address=f"192.0.2.{number}") as browser:
            await send_form(browser, "/desk/sign-in", email=owner.email, password=owner.password)
            answer = await send_form(browser, "/desk/second-factor", code="000000")
    assert answer.status_code == 429


async def test_a_recovery_code_works_once_however_it_is_typed(strict, shop, owner, send_form):
    assert len(owner.recovery) == 10
    written = owner.recovery[0]
    async with _half_way(strict, shop, send_form, owner) as browser:
        answer = await send_form(browser, "/desk/second-factor", code=written.lower().replace("-", " "))
        assert answer.status_code == 303
        assert "9 recovery codes are left" in (await browser.get("/desk/account")).text
    async with _half_way(strict, shop, send_form, owner) as browser:
        assert (await send_form(browser, "/desk/second-factor", code=written)).status_code == 400


async def test_recovery_codes_are_not_readable_in_the_table(strict, owner):
    async with platform_scope() as scope:
        rows = await scope.fetch("select digest from recovery_code where account_id = $1", owner.id)
    assert all(len(row["digest"]) == 32 for row in rows)
    assert not {code.replace("-", "").encode() for code in owner.recovery} & {row["digest"] for row in rows}


async def test_new_recovery_codes_replace_the_old(strict, shop, owner, send_form):
    async with _half_way(strict, shop, send_form, owner) as browser:
        await send_form(browser, "/desk/second-factor", code=owner.recovery[0])
        answer = await send_form(browser, "/desk/account", "/desk/account/recovery-codes")
        fresh = re.findall(r'<li class="code">([^<]+)</li>', answer.text)
    async with _half_way(strict, shop, send_form, owner) as browser:
        assert (await send_form(browser, "/desk/second-factor", code=owner.recovery[1])).status_code == 400
        assert (await send_form(browser, "/desk/second-factor", code=fresh[0])).status_code == 303


async def test_a_wrong_first_code_turns_nothing_on(strict, shop, send_form):
    cookies = await strict.signed_in(shop, "owner")
    async with strict.browser(shop, **cookies) as browser:
        answer = await send_form(browser, "/desk/account/second-factor", code="123456")
        assert answer.status_code == 400
        assert (await browser.get("/desk/who")).status_code == 200


async def test_it_can_be_taken_away_with_a_recent_password_only(strict, shop, owner, send_form):
    async with _half_way(strict, shop, send_form, owner) as browser:
        await send_form(browser, "/desk/second-factor", code=owner.recovery[0])
        strict.clock.advance(minutes=16)
        answer = await send_form(browser, "/desk/account", "/desk/account/second-factor-removal")
        assert answer.headers["location"] == "/desk/password-check?next=%2Fdesk%2Faccount"
        await send_form(browser, "/desk/password-check", password=owner.password, next="/desk/account")
        answer = await send_form(browser, "/desk/account", "/desk/account/second-factor-removal")
        assert answer.headers["location"] == "/desk/account"
        assert "taken away" in (await browser.get("/desk/account")).text


async def test_an_operator_of_the_street_can_lift_it_for_somebody_who_lost_everything(
    strict, shop, owner, send_form
):
    now = strict.clock.now()
    await lift_second_factor(owner.email, actor_id=None, actor="command line", now=now)
    async with _half_way(strict, shop, send_form, owner) as browser:
        assert (await browser.get("/desk/who")).status_code == 200
    async with platform_scope() as scope:
        deeds = await scope.fetch(
            "select deed, actor from audit_entry where detail->>'email' = $1", owner.email
        )
    assert ("account.second_factor_lifted", "command line") in [(row["deed"], row["actor"]) for row in deeds]
