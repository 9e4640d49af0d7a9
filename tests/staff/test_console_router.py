"""The door of a console: who passes, where everyone else is sent, and which forms are believed."""

from urllib.parse import parse_qs, urlsplit

import pytest

from bodega.staff.add_membership import add_membership
from bodega.staff.audience import audience_of
from bodega.staff.make_administrator import make_administrator
from bodega.staff.session_cookie import own_cookie_name


async def test_staff_of_a_shop_see_their_console(consoles, shop):
    cookies = await consoles.signed_in(shop, "support", name="Mei")
    async with consoles.browser(shop, **cookies) as browser:
        page = await browser.get("/desk/who")
    assert page.json()["name"] == "Mei"
    assert page.headers["cache-control"] == "no-store"


async def test_a_stranger_is_led_to_the_sign_in_page_and_back(consoles, shop):
    async with consoles.browser(shop) as browser:
        page = await browser.get("/desk/who?day=3")
    door = urlsplit(page.headers["location"])
    assert (page.status_code, door.path) == (303, "/desk/sign-in")
    assert parse_qs(door.query)["next"] == ["/desk/who?day=3"]


async def test_a_program_without_a_session_is_told_401(consoles, shop):
    async with consoles.browser(shop) as browser:
        answer = await browser.get("/desk/who", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:bodega:not-signed-in")


async def test_a_cookie_of_one_shop_opens_no_other_shop(consoles, street, shop):
    cookies = await consoles.signed_in(shop, "owner")
    other = await street.open_shop(name="云听会员店")
    async with consoles.browser(other, **cookies) as browser:
        assert (await browser.get("/desk/who")).status_code == 303


async def test_who_works_in_two_shops_signs_in_at_each(consoles, street, shop):
    mei = await consoles.hired(shop, "owner")
    other = await street.open_shop(name="云听会员店")
    now = consoles.runtime.clock.now()
    await add_membership(other, mei.email, "owner", actor_id=None, actor="Lin Wei", now=now)
    await make_administrator(mei.email, actor_id=None, actor="command line", now=now)
    cookies = await consoles.cookie_of(mei, shop)
    async with consoles.browser(shop, **cookies) as browser:
        assert (await browser.get("/desk/who")).status_code == 200
    async with consoles.browser(other, **cookies) as browser:
        assert (await browser.get("/desk/who")).status_code == 303
    async with consoles.browser(None, **cookies) as browser:
        assert (await browser.get("/admin")).headers["location"].startswith("/admin/sign-in")


@pytest.mark.parametrize(("role", "open_doors"), [("support", 1), ("operator", 2), ("owner", 3)])
async def test_each_role_sees_what_it_may(consoles, shop, role, open_doors):
    cookies = await consoles.signed_in(shop, role)
    async with consoles.browser(shop, **cookies) as browser:
        answers = [(await browser.get(f"/desk/{page}")).status_code for page in ("who", "codes", "keys")]
    assert answers == [200] * open_doors + [403] * (3 - open_doors)


async def test_a_form_without_its_token_is_refused_with_a_page_one_can_read(consoles, shop):
    cookies = await consoles.signed_in(shop, "owner")
    async with consoles.browser(shop, **cookies) as browser:
        page = await browser.post("/desk/note", data={"text": "hello"})
    assert page.status_code == 403
    assert "open for too long" in page.text


@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
async def test_a_form_with_its_token_is_believed(consoles, shop, kind):
    cookies = await consoles.signed_in(shop, "owner")
    async with consoles.browser(shop, **cookies) as browser:
        token = (await browser.get("/desk/who")).json()["csrf_token"]
        files = {"picture": ("a.png", b"png")} if kind == "multipart" else None
        page = await browser.post("/desk/note", data={"_csrf_token": token}, files=files)
    assert (page.status_code, page.text) == (201, "noted")


async def test_a_token_of_another_shop_is_refused(consoles, street, shop):
    other = await street.open_shop(name="云听会员店")
    async with consoles.browser(other, **await consoles.signed_in(other, "owner")) as browser:
        token = (await browser.get("/desk/who")).json()["csrf_token"]
    async with consoles.browser(shop, **await consoles.signed_in(shop, "owner")) as browser:
        await browser.get("/desk/who")
        page = await browser.post("/desk/note", data={"_csrf_token": token})
    assert page.status_code == 403


async def test_a_token_of_another_shop_is_refused_even_with_its_cookie_planted(consoles, street, shop):
    other = await street.open_shop(name="云听会员店")
    async with consoles.browser(other, **await consoles.signed_in(other, "owner")) as browser:
        token = (await browser.get("/desk/who")).json()["csrf_token"]
    mine = own_cookie_name(consoles.runtime, "form", audience_of(shop))
    cookies = {**await consoles.signed_in(shop, "owner"), mine: token}
    async with consoles.browser(shop, **cookies) as browser:
        page = await browser.post("/desk/note", data={"_csrf_token": token})
    assert page.status_code == 403
