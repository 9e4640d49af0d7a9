"""One's own account: name and language, password, the browsers in which one is signed in."""

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Conflict, InvalidInput, NotFound
from bodega.staff.add_membership import add_membership
from bodega.staff.create_account import create_account
from bodega.staff.make_administrator import make_administrator
from bodega.staff.reset_password import reset_password

NEW_PASSWORD = "nine brass keys on a ring"


async def test_mei_changes_her_name_and_the_language_of_her_pages(consoles, shop, send_form):
    mei = await consoles.hired(shop, "operator")
    async with consoles.browser(shop, **await consoles.cookie_of(mei, shop)) as browser:
        answer = await send_form(browser, "/desk/account", name="  梅  丽 ", locale="zh-CN")
        assert answer.headers["location"] == "/desk/account"
        page = (await browser.get("/desk/account")).text
    assert 'lang="zh-CN"' in page
    assert 'value="梅 丽"' in page


async def test_a_language_we_do_not_speak_is_refused_beside_its_field(consoles, shop, send_form):
    async with consoles.browser(shop, **await consoles.signed_in(shop, "operator")) as browser:
        answer = await send_form(browser, "/desk/account", name="", locale="tlh")
    assert answer.status_code == 400
    assert "Please fill this in." in answer.text
    assert "Please choose one of these." in answer.text


async def test_a_changed_password_ends_every_other_session(consoles, shop, send_form):
    mei = await consoles.hired(shop, "operator")
    elsewhere = await consoles.cookie_of(mei, shop)
    async with consoles.browser(shop, **await consoles.cookie_of(mei, shop)) as browser:
        answer = await send_form(
            browser, "/desk/account/password", old_password=mei.password, password=NEW_PASSWORD
        )
        assert answer.headers["location"] == "/desk/account"
        assert "signed out everywhere else" in (await browser.get("/desk/account")).text
    async with consoles.browser(shop, **elsewhere) as browser:
        assert (await browser.get("/desk/who")).status_code == 303
        assert (
            await send_form(browser, "/desk/sign-in", email=mei.email, password=NEW_PASSWORD)
        ).status_code == 303


async def test_the_old_password_must_be_right_and_the_new_one_hard_to_guess(consoles, shop, send_form):
    mei = await consoles.hired(shop, "operator")
    async with consoles.browser(shop, **await consoles.cookie_of(mei, shop)) as browser:
        wrong = await send_form(
            browser, "/desk/account/password", old_password="something else", password=NEW_PASSWORD
        )
        weak = await send_form(
            browser, "/desk/account/password", old_password=mei.password, password="password123"
        )
    assert (wrong.status_code, weak.status_code) == (401, 400)
    assert "easily guessed" in weak.text
    assert "something else" not in wrong.text


async def test_mei_sees_where_she_is_signed_in_and_ends_another_session(consoles, shop, send_form):
    mei = await consoles.hired(shop, "operator")
    other = await consoles.cookie_of(mei, shop)
    async with consoles.browser(shop, **await consoles.cookie_of(mei, shop)) as browser:
        page = (await browser.get("/desk/account")).text
        session = page.split('name="session" value="')[1].split('"')[0]
        await send_form(browser, "/desk/account", "/desk/account/ended-sessions", session=session)
        assert (await browser.get("/desk/who")).status_code == 200
    async with consoles.browser(shop, **other) as browser:
        assert (await browser.get("/desk/who")).status_code == 303


async def test_nobody_ends_the_session_of_somebody_else(consoles, shop, send_form):
    mei, lin_wei = await consoles.hired(shop, "support"), await consoles.hired(shop, "owner", name="Lin Wei")
    owners = await consoles.cookie_of(lin_wei, shop)
    async with platform_scope() as scope:
        session = await scope.fetchval("select id from sign_in where account_id = $1", lin_wei.id)
    async with consoles.browser(shop, **await consoles.cookie_of(mei, shop)) as browser:
        answer = await send_form(
            browser, "/desk/account", "/desk/account/ended-sessions", session=str(session)
        )
    assert answer.status_code == 404
    async with consoles.browser(shop, **owners) as browser:
        assert (await browser.get("/desk/who")).status_code == 200


async def test_a_dangerous_page_asks_for_the_password_again_after_a_quarter_of_an_hour(
    strict, shop, send_form
):
    mei = await strict.hired(shop, "owner")
    async with strict.browser(shop, address="198.51.100.90", **await strict.cookie_of(mei, shop)) as browser:
        assert (await browser.get("/desk/danger")).text == "danger"
        strict.clock.advance(minutes=15)
        check = (await browser.get("/desk/danger")).headers["location"]
        assert check == "/desk/password-check?next=%2Fdesk%2Fdanger"
        assert (await send_form(browser, check, "/desk/password-check", password="wrong")).status_code == 401
        answer = await send_form(
            browser, check, "/desk/password-check", password=mei.password, next="/desk/danger"
        )
        assert answer.headers["location"] == "/desk/danger"
        assert (await browser.get("/desk/danger")).text == "danger"


async def test_an_account_is_made_once_for_an_address_in_whatever_case(consoles):
    now = consoles.runtime.clock.now()
    person = await consoles.person("Ada")
    with pytest.raises(Conflict):
        await create_account(
            email=person.email.upper(), name="Ada", password=NEW_PASSWORD, locale="en", now=now
        )


@pytest.mark.parametrize(
    ("email", "password"),
    [("not an address", NEW_PASSWORD), ("ada@people.test", "short"), ("", NEW_PASSWORD)],
)
async def test_an_account_without_a_usable_address_or_password_is_not_made(consoles, email, password):
    with pytest.raises(InvalidInput):
        await create_account(
            email=email, name="Ada", password=password, locale="en", now=consoles.runtime.clock.now()
        )


async def test_a_reset_password_ends_all_sessions_and_is_on_the_record(consoles, shop, send_form):
    mei = await consoles.hired(shop, "operator")
    cookies = await consoles.cookie_of(mei, shop)
    now = consoles.runtime.clock.now()
    await reset_password(mei.email, NEW_PASSWORD, actor_id=None, actor="command line", now=now)
    async with consoles.browser(shop, **cookies) as browser:
        assert (await browser.get("/desk/who")).status_code == 303
        answer = await send_form(browser, "/desk/sign-in", email=mei.email, password=NEW_PASSWORD)
        assert answer.status_code == 303


async def test_deeds_about_unknown_people_say_so(consoles, shop):
    now = consoles.runtime.clock.now()
    with pytest.raises(NotFound):
        await make_administrator("nobody@people.test", actor_id=None, actor="command line", now=now)
    with pytest.raises(NotFound):
        await reset_password("nobody@people.test", NEW_PASSWORD, actor_id=None, actor="command line", now=now)
    with pytest.raises(NotFound):
        await add_membership(
            shop, "nobody@people.test", "owner", actor_id=None, actor="command line", now=now
        )


async def test_another_role_takes_effect_at_the_next_page(consoles, shop):
    mei = await consoles.hired(shop, "support")
    async with consoles.browser(shop, **await consoles.cookie_of(mei, shop)) as browser:
        assert (await browser.get("/desk/codes")).status_code == 403
        now = consoles.runtime.clock.now()
        await add_membership(shop, mei.email, "operator", actor_id=None, actor="Lin Wei", now=now)
        assert (await browser.get("/desk/codes")).status_code == 200
