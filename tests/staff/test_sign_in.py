"""Signing in with e-mail address and password: who gets in, who does not, and what nobody learns by trying."""

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.staff import sign_in as sign_in_module
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import digest_of


async def test_mei_signs_in_and_goes_on_to_the_page_she_wanted(consoles, shop, send_form):
    mei = await consoles.hired(shop, "operator")
    async with consoles.browser(shop) as browser:
        door = (await browser.get("/desk/codes")).headers["location"]
        answer = await send_form(
            browser, door, "/desk/sign-in", email=mei.email.upper(), password=mei.password, next="/desk/codes"
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/codes")
        assert (await browser.get("/desk/codes")).text == "codes"


async def test_the_cookie_is_kept_from_scripts_and_other_sites_and_only_its_digest_is_stored(
    consoles, shop, send_form
):
    mei = await consoles.hired(shop, "operator")
    async with consoles.browser(shop) as browser:
        answer = await send_form(browser, "/desk/sign-in", email=mei.email, password=mei.password)
        token = browser.cookies[session_cookie_name(consoles.runtime)]
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    async with platform_scope() as scope:
        rows = await scope.fetch("select token_digest from sign_in where account_id = $1", mei.id)
    assert [row["token_digest"] for row in rows] == [digest_of(token)]


async def test_the_shop_notes_in_its_own_list_who_works_there(consoles, shop, send_form):
    mei = await consoles.hired(shop, "support", name="Mei Li")
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow("select name, role from staff where account_id = $1", mei.id)
    assert dict(row) == {"name": "Mei Li", "role": "support"}


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(consoles, shop, send_form):
    mei = await consoles.hired(shop, "operator")
    async with consoles.browser(shop) as browser:
        wrong = await send_form(browser, "/desk/sign-in", email=mei.email, password="not this one at all")
        unknown = await send_form(browser, "/desk/sign-in", email="nobody@people.test", password=mei.password)
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace(mei.email, "") == unknown.text.replace("nobody@people.test", "")
    assert "is not right" in wrong.text


async def test_a_hash_is_verified_for_an_unknown_address_too(consoles, shop, send_form, monkeypatch):
    verified = []

    async def counted(password, hashed):
        verified.append(hashed)
        return await real(password, hashed)

    real = sign_in_module.verify_password
    monkeypatch.setattr(sign_in_module, "verify_password", counted)
    async with consoles.browser(shop) as browser:
        await send_form(browser, "/desk/sign-in", email="nobody@people.test", password="some words to try")
    assert verified == [None]


async def test_an_attempted_password_is_on_no_page_and_in_no_log(strict, shop, send_form, capfd):
    async with strict.browser(shop, address="198.51.100.1") as browser:
        answer = await send_form(
            browser, "/desk/sign-in", email="nobody@people.test", password="correct-horse-staple"
        )
    written = capfd.readouterr()
    assert "correct-horse-staple" not in answer.text + written.out + written.err


async def test_after_three_wrong_tries_the_account_has_to_wait_from_everywhere(strict, shop, send_form):
    mei = await strict.hired(shop, "operator")
    async with strict.browser(shop, address="198.51.100.2") as browser:
        for _ in range(3):
            assert (
                await send_form(browser, "/desk/sign-in", email=mei.email, password="a wrong one")
            ).status_code == 401
    async with strict.browser(shop, address="198.51.100.3") as browser:
        answer = await send_form(browser, "/desk/sign-in", email=mei.email, password=mei.password)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "Too many attempts" in answer.text


async def test_another_way_to_type_the_address_buys_no_more_tries(strict, shop, send_form):
    mei = await strict.hired(shop, "operator")
    full_width = mei.email.translate({code: code + 0xFEE0 for code in range(ord("a"), ord("z") + 1)})
    answers = []
    for number, typed in enumerate((mei.email, f" {mei.email.upper()} ", full_width, full_width)):
        async with strict.browser(shop, address=f"192.0.2.10{number}") as browser:
            answers.append(await send_form(browser, "/desk/sign-in", email=typed, password="a wrong one"))
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]


async def test_a_password_changed_while_the_old_one_is_checked_lets_nobody_in(
    consoles, shop, send_form, monkeypatch
):
    mei = await consoles.hired(shop, "operator")

    async def slowly(password, hashed):
        matches = await real(password, hashed)
        async with platform_scope() as scope:
            await scope.execute("update account set password_hash = 'changed' where id = $1", mei.id)
        return matches

    real = sign_in_module.verify_password
    monkeypatch.setattr(sign_in_module, "verify_password", slowly)
    async with consoles.browser(shop) as browser:
        answer = await send_form(browser, "/desk/sign-in", email=mei.email, password=mei.password)
    assert answer.status_code == 401
    async with platform_scope() as scope:
        assert await scope.fetchval("select password_hash from account where id = $1", mei.id) == "changed"


async def test_an_address_that_tries_many_accounts_has_to_wait(strict, shop, send_form):
    async with strict.browser(shop, address="198.51.100.4") as browser:
        answers = [
            await send_form(browser, "/desk/sign-in", email=f"n{number}@people.test", password="a wrong one")
            for number in range(16)
        ]
    assert [answer.status_code for answer in answers] == [401] * 15 + [429]


async def test_a_right_password_forgives_the_accounts_wrong_tries(strict, shop, send_form):
    mei = await strict.hired(shop, "operator")
    async with strict.browser(shop, address="198.51.100.5") as browser:
        for password in ("a wrong one", "a wrong one", mei.password) * 2:
            answer = await send_form(browser, "/desk/sign-in", email=mei.email, password=password)
            browser.cookies.delete(session_cookie_name(strict.runtime))
    assert answer.status_code == 303


async def test_somebody_without_a_place_in_the_shop_stays_outside(consoles, shop, send_form):
    stranger = await consoles.person("Chen Hao")
    async with consoles.browser(shop) as browser:
        answer = await send_form(browser, "/desk/sign-in", email=stranger.email, password=stranger.password)
        assert answer.status_code == 403
        assert session_cookie_name(consoles.runtime) not in browser.cookies
        assert (await browser.get("/desk/who")).status_code == 303


async def test_who_loses_the_place_loses_the_session(consoles, shop):
    mei = await consoles.hired(shop, "operator")
    cookies = await consoles.cookie_of(mei, shop)
    async with platform_scope() as scope:
        await scope.execute("delete from membership where account_id = $1", mei.id)
    async with consoles.browser(shop, **cookies) as browser:
        assert (await browser.get("/desk/who")).status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test",
        "/desk\\@evil.test",
        "/desk.evil.test",
        "/other",
        "javascript:alert(1)",
        "/desk/\r\nset-cookie: a=b",
    ],
)
async def test_nobody_is_sent_to_another_site_after_signing_in(consoles, shop, send_form, target):
    mei = await consoles.hired(shop, "operator")
    async with consoles.browser(shop) as browser:
        answer = await send_form(
            browser, "/desk/sign-in", email=mei.email, password=mei.password, next=target
        )
    assert answer.headers["location"] == "/desk"


async def test_a_sign_in_replaces_the_session_that_the_browser_had(consoles, shop, send_form):
    mei, hao = await consoles.hired(shop, "operator"), await consoles.hired(shop, "support", name="Hao")
    old = await consoles.cookie_of(hao, shop)
    async with consoles.browser(shop) as browser:
        page = (await browser.get("/desk/sign-in")).text
        csrf = page.split('name="_csrf_token" value="')[1].split('"')[0]
        browser.cookies.update(old)
        await browser.post(
            "/desk/sign-in", data={"_csrf_token": csrf, "email": mei.email, "password": mei.password}
        )
    async with consoles.browser(shop, **old) as browser:
        assert (await browser.get("/desk/who")).status_code == 303


async def test_signing_out_ends_the_session_and_a_link_cannot_do_it(consoles, shop, send_form):
    mei = await consoles.hired(shop, "operator")
    cookies = await consoles.cookie_of(mei, shop)
    async with consoles.browser(shop, **cookies) as browser:
        assert (await browser.get("/desk/sign-out")).status_code == 405
        answer = await send_form(browser, "/desk/account", "/desk/sign-out")
        assert answer.headers["location"] == "/desk/sign-in"
    async with consoles.browser(shop, **cookies) as browser:
        assert (await browser.get("/desk/who")).status_code == 303


async def test_a_session_lapses_after_twelve_idle_hours(strict, shop):
    cookies = await strict.signed_in(shop, "owner")
    async with strict.browser(shop, **cookies) as browser:
        strict.clock.advance(hours=11)
        assert (await browser.get("/desk/who")).status_code == 200
        strict.clock.advance(hours=11)
        assert (await browser.get("/desk/who")).status_code == 200
        strict.clock.advance(hours=13)
        assert (await browser.get("/desk/who")).status_code == 303


async def test_a_session_ends_after_fourteen_days_however_busy(strict, shop):
    cookies = await strict.signed_in(shop, "owner")
    async with strict.browser(shop, **cookies) as browser:
        for _ in range(33):
            strict.clock.advance(hours=10)
            assert (await browser.get("/desk/who")).status_code == 200
        strict.clock.advance(hours=10)
        assert (await browser.get("/desk/who")).status_code == 303


async def test_a_wrongly_typed_address_stays_in_the_form_and_the_password_does_not(consoles, shop, send_form):
    async with consoles.browser(shop) as browser:
        answer = await send_form(browser, "/desk/sign-in", email="mei at people", password="my secret words")
    assert 'value="mei at people"' in answer.text
    assert "my secret words" not in answer.text


async def test_an_empty_form_says_what_is_missing(consoles, shop, send_form):
    async with consoles.browser(shop) as browser:
        answer = await send_form(browser, "/desk/sign-in")
    assert answer.status_code == 400
    assert answer.text.count("Please fill this in.") == 2
