"""Each role sees its own part of the console, and nobody another shop's."""

import pytest

OWNERS_PAGES = ["/channels", "/plugins", "/staff", "/settings", "/channels/new?gateway=epay"]
OPERATORS_PAGES = ["/products", "/products/new", "/categories", "/orders.csv"]
EVERYBODYS_PAGES = ["/", "/orders"]


@pytest.mark.parametrize(
    "role, allowed, refused",
    [
        ("support", EVERYBODYS_PAGES, OPERATORS_PAGES + OWNERS_PAGES),
        ("operator", EVERYBODYS_PAGES + OPERATORS_PAGES, OWNERS_PAGES),
        ("owner", EVERYBODYS_PAGES + OPERATORS_PAGES + OWNERS_PAGES, []),
    ],
)
async def test_a_role_opens_its_pages_and_no_others(take_seat, stand, role, allowed, refused):
    seat = await take_seat(stand.shop, role)

    for path in allowed:
        assert (await seat.browser.get(f"/console{path}")).status_code == 200, path
    for path in refused:
        assert (await seat.browser.get(f"/console{path}")).status_code == 403, path


async def test_a_stranger_is_led_to_the_door(street, stand):
    async with street.client(stand.shop) as stranger:
        for path in EVERYBODYS_PAGES + OPERATORS_PAGES + OWNERS_PAGES:
            answer = await stranger.get(f"/console{path}", headers={"accept": "text/html"})
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/console/sign-in")


async def test_the_owner_of_one_shop_is_a_stranger_in_another(lin_wei, another_stand, street):
    other = await another_stand(name="云听会员店")
    async with street.client(other.shop) as browser:
        browser.cookies.update(lin_wei.browser.cookies)
        answer = await browser.get("/console/orders", headers={"accept": "text/html"})
    assert answer.status_code == 303


async def test_a_form_from_elsewhere_changes_nothing(lin_wei, stand):
    answer = await lin_wei.browser.post("/console/categories", data={"name": "骗"})

    assert answer.status_code == 403
    assert "骗" not in await lin_wei.read("/categories")


async def test_dangerous_acts_ask_for_the_password_again(take_seat, stand):
    owner = await take_seat(stand.shop, "owner", minutes_ago=20)

    for path in (f"/channels/{stand.channel_id}", "/staff", "/plugins/email/activation"):
        answer = await owner.send(path, name="x")
        assert answer.url.path == "/console/password-check", path


async def test_the_menu_offers_what_the_role_may_open(take_seat, stand, words):
    support = words(await (await take_seat(stand.shop, "support")).read("/"))
    owner = words(await (await take_seat(stand.shop, "owner")).read("/"))

    assert "Payment channels" not in support
    assert "Payment channels" in owner
