"""Chen Hao opens an account with a code from his mail; nobody learns from an answer whether an address is known."""

import re
from datetime import timedelta

import pytest

from bodega.kernel.database import shop_scope

EMAIL = "chen.hao@example.com"
PASSWORD = "seven lanterns by the river"


async def begin(visitor, contact: str = EMAIL, password: str = PASSWORD) -> str:
    asked = await visitor.send("/account/sign-up", contact=contact, password=password, consent="on")
    assert asked.status_code == 303, asked.text
    return asked.headers["location"]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_a_code_from_the_mail_opens_the_account_and_signs_in(chen_hao):
    await chen_hao.sign_up("Chen.Hao@Example.com")
    page = await chen_hao.browser.get("/account")
    assert page.status_code == 200
    assert EMAIL in page.text
    kept = await chen_hao.fetchval("select password_hash from customer")
    assert kept.startswith("$argon2id$")
    assert await chen_hao.fetchval("select consent from customer where consent_at is not null") == "1"


async def test_the_cookie_is_for_this_host_and_no_script(chen_hao):
    place = await begin(chen_hao)
    done = await chen_hao.send(place, code=await chen_hao.code())
    [cookie] = [line for line in done.headers.get_list("set-cookie") if line.startswith("customer")]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "domain" not in cookie.lower()
    token = chen_hao.cookie
    assert (
        await chen_hao.fetchval(
            "select count(*) from customer_session where token_digest = $1", token.encode()
        )
        == 0
    )


async def test_a_known_address_gets_the_same_answer_and_another_mail(chen_hao, visit):
    await chen_hao.sign_up()
    stranger = visit()
    stranger.sent = chen_hao.sent
    known = await stranger.send("/account/sign-up", contact=EMAIL, password=PASSWORD, consent="on")
    fresh = await stranger.send(
        "/account/sign-up", contact="mei@example.com", password=PASSWORD, consent="on"
    )
    assert known.status_code == fresh.status_code == 303
    pages = [(await stranger.browser.get(answer.headers["location"])).text for answer in (known, fresh)]
    shape = [re.sub(r"[0-9a-f-]{36}|\w+\*\*\*@|value=\"[^\"]+\"", "", page) for page in pages]
    assert shape[0] == shape[1]
    mails = await stranger.post_office()
    assert "there is one already" in mails[0].get_content()
    assert not re.search(r"\b\d{6}\b", mails[0].get_content())
    for guess in ("000000", "123456"):
        assert (await stranger.send(known.headers["location"], code=guess)).status_code == 400


async def test_five_tries_and_the_code_is_worth_nothing(chen_hao):
    place = await begin(chen_hao)
    code = await chen_hao.code()
    for _ in range(5):
        assert (await chen_hao.send(place, code=wrong(code))).status_code == 400
    assert (await chen_hao.send(place, code=code)).status_code == 400
    assert await chen_hao.fetchval("select count(*) from customer") == 0


async def test_a_code_expires(chen_hao):
    place = await begin(chen_hao)
    code = await chen_hao.code()
    async with shop_scope(chen_hao.stand.shop) as scope:
        await scope.execute(
            "update customer_proof set expires_at = created_at - $1::interval", timedelta(minutes=1)
        )
    assert (await chen_hao.send(place, code=code)).status_code == 400


async def test_a_code_is_used_once(chen_hao, visit):
    place = await begin(chen_hao)
    code = await chen_hao.code()
    assert (await chen_hao.send(place, code=code)).status_code == 303
    assert (await visit().send(place, code=code)).status_code == 400


async def test_a_code_opens_only_what_it_was_asked_for(chen_hao, visit):
    """Whoever begins a sign-up for another's address must not profit from the code that its owner types."""
    attacker, place = visit(), ""
    place = await begin(attacker, password="the attackers own words")
    await attacker.post_office()
    chen_hao.sent = attacker.sent
    mine = await begin(chen_hao)
    code = await chen_hao.code()
    assert (await attacker.send(place, code=code)).status_code == 400
    assert (await chen_hao.send(mine, code=code)).status_code == 303
    assert (await visit().sign_in(password="the attackers own words")).status_code == 401


@pytest.mark.parametrize("password", ["short", "password1234", "chen.hao@example.com", "aaaaaaaaaaaaaaa"])
async def test_a_weak_password_is_refused_beside_its_field(chen_hao, password):
    answer = await chen_hao.send("/account/sign-up", contact=EMAIL, password=password, consent="on")
    assert answer.status_code == 400
    assert 'id="f-password-error"' in answer.text


async def test_without_consent_there_is_no_account(chen_hao):
    answer = await chen_hao.send("/account/sign-up", contact=EMAIL, password=PASSWORD)
    assert answer.status_code == 400
    assert 'id="f-consent-error"' in answer.text


async def test_one_contact_gets_six_codes_an_hour(chen_hao):
    for _ in range(6):
        await begin(chen_hao)
    refused = await chen_hao.send("/account/sign-up", contact=EMAIL, password=PASSWORD, consent="on")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


async def test_the_message_can_be_sent_again_a_few_times(chen_hao):
    place = await begin(chen_hao)
    first = await chen_hao.code()
    for _ in range(3):
        again = await chen_hao.send(f"{place}/messages")
        assert again.status_code == 303
        assert await chen_hao.code() == first
    assert (await chen_hao.send(f"{place}/messages")).status_code == 429


async def test_a_phone_number_needs_a_notifier_that_reaches_phones(chen_hao):
    answer = await chen_hao.send("/account/sign-up", contact="13800138000", password=PASSWORD, consent="on")
    assert answer.status_code == 400
    assert "Please enter an e-mail address." in answer.text


async def test_a_shop_that_sends_no_messages_offers_no_accounts(street, stand):
    async with street.client(stand.shop) as browser:
        assert "/account/sign-in" not in (await browser.get("/")).text
        assert (await browser.get("/account/sign-up")).status_code == 404
        assert (await browser.get("/account/sign-in")).status_code == 200, (
            "who has an account comes in all the same"
        )


async def test_a_form_from_another_site_is_refused(chen_hao):
    answer = await chen_hao.browser.post(
        "/account/sign-up", data={"contact": EMAIL, "password": PASSWORD, "consent": "on"}
    )
    assert answer.status_code == 403
