"""Who is signed in, and who is not: passwords, sessions that end, cookies that were taken elsewhere."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega_shop.customers.block_customer import block_customer, unblock_customer
from bodega_shop.customers.customer_cookie import customer_cookie_name

EMAIL = "chen.hao@example.com"
PASSWORD = "seven lanterns by the river"
NEW = "eleven kites above the harbour"


async def is_in(visitor) -> bool:
    return (await visitor.browser.get("/account")).status_code == 200


async def test_a_stranger_is_led_to_the_door_and_back(chen_hao, visit):
    await chen_hao.sign_up()
    phone = visit()
    sent = await phone.browser.get("/account/statement")
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/account/sign-in?next=%2Faccount%2Fstatement",
    )
    done = await phone.send("/account/sign-in", contact=EMAIL, password=PASSWORD, next="/account/statement")
    assert (done.status_code, done.headers["location"]) == (303, "/account/statement")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
async def test_the_door_leads_to_no_other_site(chen_hao, visit, target):
    await chen_hao.sign_up()
    done = await visit().send("/account/sign-in", contact=EMAIL, password=PASSWORD, next=target)
    assert done.headers["location"] == "/account"


async def test_a_wrong_password_and_an_unknown_contact_get_one_answer(chen_hao, visit):
    await chen_hao.sign_up()
    known = await visit().sign_in(password="something else entirely")
    unknown = await visit().sign_in("nobody@example.com")
    assert known.status_code == unknown.status_code == 401
    assert "is not right" in known.text
    assert "is not right" in unknown.text


async def test_guessing_is_limited_for_known_and_unknown_alike(chen_hao, visit):
    await chen_hao.sign_up()
    limit = chen_hao.stand.street.runtime.settings.sign_in_attempts
    for contact in (EMAIL, "nobody@example.com"):
        answers = [
            (await visit().sign_in(contact, "wrong words again")).status_code for _ in range(limit + 1)
        ]
        assert answers == [401] * limit + [429], contact
    assert (await visit().sign_in()).status_code == 429, "the right password waits too"


async def test_signing_in_replaces_the_session_that_the_browser_had(chen_hao):
    await chen_hao.sign_up()
    old = chen_hao.cookie
    assert (await chen_hao.sign_in()).status_code == 303
    assert chen_hao.cookie != old
    chen_hao.browser.cookies.set(customer_cookie_name(chen_hao.stand.street.runtime), old)
    assert await chen_hao.fetchval("select count(*) from customer_session") == 1


async def test_a_session_can_be_ended_from_another_browser(chen_hao, visit):
    await chen_hao.sign_up()
    phone = visit()
    await phone.sign_in()
    page = await chen_hao.browser.get("/account/sessions")
    assert page.text.count("Safari, iPhone") >= 2
    other = await chen_hao.fetchval("select id from customer_session order by created_at desc limit 1")
    assert (await chen_hao.send(f"/account/sessions/{other}/end")).status_code == 303
    assert not await is_in(phone)
    assert await is_in(chen_hao)


async def test_nobody_ends_the_session_of_another_customer(chen_hao, visit):
    await chen_hao.sign_up()
    mine = await chen_hao.fetchval("select id from customer_session")
    mei = visit()
    mei.sent = chen_hao.sent
    await mei.sign_up("mei@example.com")
    assert (await mei.send(f"/account/sessions/{mine}/end")).status_code == 404
    assert await is_in(chen_hao)


async def test_everywhere_else_is_signed_out_at_once(chen_hao, visit):
    await chen_hao.sign_up()
    phones = [visit(), visit()]
    for phone in phones:
        await phone.sign_in()
    await chen_hao.send("/account/sessions/end")
    assert [await is_in(phone) for phone in (chen_hao, *phones)] == [True, False, False]


async def test_signing_out_ends_the_session_and_takes_the_cookie(chen_hao):
    await chen_hao.sign_up()
    token = chen_hao.cookie
    await chen_hao.send("/account/sign-out")
    assert not chen_hao.cookie
    chen_hao.browser.cookies.set(customer_cookie_name(chen_hao.stand.street.runtime), token)
    assert not await is_in(chen_hao), "a token that was copied is worth nothing afterwards"


async def test_a_session_of_one_shop_is_nothing_in_another(chen_hao, visit, another_stand):
    await chen_hao.sign_up()
    other = await another_stand(name="云听会员店")
    there = visit(other.shop)
    there.browser.cookies.set(customer_cookie_name(other.street.runtime), chen_hao.cookie)
    assert (await there.browser.get("/account")).status_code == 303


async def test_a_session_lapses(chen_hao):
    await chen_hao.sign_up()
    async with shop_scope(chen_hao.stand.shop) as scope:
        await scope.execute(
            "update customer_session set seen_at = seen_at - $1::interval", timedelta(days=15)
        )
    assert not await is_in(chen_hao)


async def test_a_form_of_a_neighbours_page_finds_nobody_signed_in(chen_hao):
    """Shops of one street are one site to a browser, so its cookie comes along."""
    await chen_hao.sign_up()
    form = {
        "sku": str(chen_hao.stand.sku_id),
        "quantity": "1",
        "contact": EMAIL,
        "channel": "epay",
        "notice": "on",
        "consent": "on",
    }
    for foreign in ({"sec-fetch-site": "same-site"}, {"origin": "http://yunting.bodega.test"}):
        answer = await chen_hao.browser.post("/orders", data=form, headers=foreign)
        assert answer.status_code == 303
    assert await chen_hao.fetchval("select count(*) from purchase where customer_id is not null") == 0
    assert (
        await chen_hao.browser.post("/orders", data=form, headers={"sec-fetch-site": "same-origin"})
    ).status_code == 303
    assert await chen_hao.fetchval("select count(*) from purchase where customer_id is not null") == 1


async def test_a_new_password_by_code_ends_every_session(chen_hao, visit):
    await chen_hao.sign_up()
    phone = visit()
    phone.sent = chen_hao.sent
    asked = await phone.send("/account/new-password", contact=EMAIL)
    place, code = asked.headers["location"], await phone.code()
    weak = await phone.send(place, code=code, password="password1234")
    assert weak.status_code == 400
    done = await phone.send(place, code=code, password=NEW)
    assert done.status_code == 303
    assert await is_in(phone)
    assert not await is_in(chen_hao)
    assert (await visit().sign_in()).status_code == 401
    assert (await visit().sign_in(password=NEW)).status_code == 303


async def test_an_unknown_contact_asks_for_a_password_like_a_known_one_and_gets_no_mail(visit):
    stranger = visit()
    asked = await stranger.send("/account/new-password", contact="nobody@example.com")
    assert asked.status_code == 303
    assert (await stranger.browser.get(asked.headers["location"])).status_code == 200
    assert await stranger.post_office() == []
    assert (await stranger.send(asked.headers["location"], code="000000", password=NEW)).status_code == 400


async def test_another_address_is_used_once_its_code_was_typed(chen_hao, visit):
    await chen_hao.sign_up()
    wrong = await chen_hao.send("/account/contact", contact="hao@new.example", password="not my password")
    assert wrong.status_code == 400
    asked = await chen_hao.send("/account/contact", contact="hao@new.example", password=PASSWORD)
    assert (await visit().sign_in("hao@new.example")).status_code == 401
    done = await chen_hao.send(asked.headers["location"], code=await chen_hao.code())
    assert done.status_code == 303
    assert (await visit().sign_in("hao@new.example")).status_code == 303
    assert (await visit().sign_in(EMAIL)).status_code == 401


async def test_an_address_of_another_account_cannot_be_taken(chen_hao, visit):
    await chen_hao.sign_up()
    mei = visit()
    mei.sent = chen_hao.sent
    await mei.sign_up("mei@example.com")
    asked = await mei.send("/account/contact", contact=EMAIL, password=PASSWORD)
    assert asked.status_code == 303
    [mail] = await mei.post_office()
    assert "belongs to another one" in mail.get_content()


async def test_a_code_for_an_address_is_worth_nothing_to_another_customer(chen_hao, visit):
    await chen_hao.sign_up()
    asked = await chen_hao.send("/account/contact", contact="hao@new.example", password=PASSWORD)
    code = await chen_hao.code()
    mei = visit()
    mei.sent = chen_hao.sent
    await mei.sign_up("mei@example.com")
    assert (await mei.send(asked.headers["location"], code=code)).status_code == 400


async def test_a_blocked_customer_is_out_at_once_and_comes_back_when_let(chen_hao, visit):
    await chen_hao.sign_up()
    customer_id = await chen_hao.fetchval("select id from customer")
    shop, now = chen_hao.stand.shop, chen_hao.stand.street.runtime.clock.now()
    mei = SimpleNamespace(account_id=new_id(), name="Mei")
    await block_customer(shop, customer_id, "charged back twice", by=mei, now=now)
    assert not await is_in(chen_hao)
    refused = await visit().sign_in()
    assert refused.status_code == 403
    assert (await visit().sign_in(password="wrong words again")).status_code == 401, (
        "only the owner learns of it"
    )
    await unblock_customer(shop, customer_id, by=mei, now=now)
    assert (await visit().sign_in()).status_code == 303
