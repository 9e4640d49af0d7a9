"""Ada's console: who gets in, what waits for her, and the shops, deeds and extensions that she sees."""

import pytest

from bodega.kernel.database import platform_scope
from bodega.plugins.extensions import Broken
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega.street.open_shop import ask_for_shop

PAGES = ["/admin", "/admin/shops", "/admin/audit", "/admin/extensions", "/admin/account"]


@pytest.fixture
async def waiting_shop(street, a_slug):
    """墨笔软件, which waits for Ada's answer."""
    now = street.runtime.clock.now()
    return await ask_for_shop(
        street.runtime,
        slug=a_slug,
        name="墨笔软件",
        owner_id=await street.account("Mobi"),
        locale="zh-CN",
        at_once=False,
        now=now,
    )


async def _cookie(street, account_id, audience):
    async with platform_scope() as scope:
        token = await start_session(scope, account_id, audience, now=street.runtime.clock.now())
    return {session_cookie_name(street.runtime): token}


@pytest.mark.parametrize("page", PAGES)
async def test_a_stranger_is_led_to_the_sign_in_page(visitor, page):
    answer = await visitor.get(page)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/admin/sign-in?next=%2Fadmin")


@pytest.mark.parametrize("page", PAGES)
async def test_ada_sees_every_page(ada, page):
    assert (await ada.get(page)).status_code == 200


async def test_an_owner_of_a_shop_is_no_administrator(street, shop, browser_at):
    owner = await street.account("Lin Wei")
    cookies = await _cookie(street, owner, "platform")
    async with browser_at(**cookies) as browser:
        assert (await browser.get("/admin/shops")).headers["location"].startswith("/admin/sign-in")
    cookies = await _cookie(street, owner, audience_of(shop))
    async with browser_at(**cookies) as browser:
        assert (await browser.get("/admin/shops")).headers["location"].startswith("/admin/sign-in")


async def test_an_administrators_cookie_opens_no_shop(ada, shop, browser_at):
    async with browser_at(shop.canonical_host, **dict(ada.cookies)) as browser:
        assert (await browser.get("/console/account")).headers["location"].startswith("/console/sign-in")


async def test_an_administrator_sets_up_a_second_factor_before_anything_else(street, browser_at):
    bob = await street.account("Bob", platform_role="administrator")
    async with browser_at(**await _cookie(street, bob, "platform")) as browser:
        for page in PAGES:
            answer = await browser.get(page)
            assert answer.headers["location"].startswith("/admin/account/second-factor?next=")
        set_up = await browser.get("/admin/account/second-factor")
    assert "<svg" in set_up.text
    assert "before anything else" in set_up.text


async def test_the_overview_says_what_waits_and_leads_there(ada, waiting_shop):
    page = (await ada.get("/admin")).text
    assert "Shops that wait for an answer" in page
    assert 'href="/admin/shops?state=review"' in page


async def test_an_opening_that_takes_minutes_is_a_trouble(street, ada, a_slug):
    now = street.runtime.clock.now()
    shop_id = await ask_for_shop(
        street.runtime,
        slug=a_slug,
        name="慢吞吞",
        owner_id=await street.account("Lin Wei"),
        locale="zh-CN",
        at_once=True,
        now=now,
    )
    async with platform_scope() as scope:
        await scope.execute(
            "update shop set created_at = created_at - interval '10 minutes' where id = $1", shop_id
        )
    assert "Shops whose opening stopped half-way" in (await ada.get("/admin")).text


async def test_shops_are_found_by_name_address_host_and_owner(street, ada, a_slug):
    shop = await street.open_shop(a_slug, name=f"独一无二 {a_slug}")
    async with platform_scope() as scope:
        email = await scope.fetchval(
            "select a.email from shop s join account a on a.id = s.owner_id where s.id = $1", shop.id
        )
    for words in (f"独一无二 {a_slug}", a_slug.upper(), shop.canonical_host, email):
        page = (await ada.get("/admin/shops", params={"q": words})).text
        assert f"/admin/shops/{shop.id}" in page, words
    assert f"/admin/shops/{shop.id}" not in (await ada.get("/admin/shops?state=frozen")).text


async def test_a_percent_sign_in_a_search_is_only_a_percent_sign(ada, shop):
    page = (await ada.get("/admin/shops", params={"q": "%"})).text
    assert "No shop fits" in page


async def test_a_long_list_is_turned_page_by_page_with_its_filters(street, ada, monkeypatch):
    monkeypatch.setattr("bodega.street.list_shops.PAGE_SIZE", 2)
    for _ in range(3):
        await street.open_shop()
    first = (await ada.get("/admin/shops?state=live")).text
    assert 'href="/admin/shops?state=live&amp;page=2"' in first
    second = (await ada.get("/admin/shops?state=live&page=2")).text
    assert 'href="/admin/shops?state=live&amp;page=1"' in second


@pytest.mark.parametrize("number", ["0", "-1", "x", "٣", "99999999999999999999", ""])
async def test_a_page_number_that_is_none_is_the_first_page(ada, number):
    assert (await ada.get("/admin/shops", params={"page": number})).status_code == 200


async def test_a_shops_file_shows_its_people_hosts_and_history(ada, shop):
    page = (await ada.get(f"/admin/shops/{shop.id}")).text
    for words in (shop.name, shop.slug, shop.canonical_host, "Lin Wei", "Owner", "The shop opened"):
        assert words in page


async def test_an_unknown_shop_is_not_found(ada, street):
    assert (await ada.get(f"/admin/shops/{await street.account('Nobody')}")).status_code == 404
    assert (await ada.get("/admin/shops/not-an-id")).status_code == 404


async def test_markup_in_names_and_reasons_never_runs_in_the_console(street, ada, a_slug, send_form):
    shop = await street.open_shop(a_slug, name="<img src=x onerror=alert(1)>")
    await send_form(ada, f"/admin/shops/{shop.id}/freeze", reason="<script>alert(2)</script>")
    for page in ("/admin", "/admin/shops", f"/admin/shops/{shop.id}", "/admin/audit"):
        html = (await ada.get(page)).text
        assert "<img src=x" not in html
        assert "<script>alert" not in html


async def test_the_record_is_filtered_by_shop_person_deed_and_day(street, ada, shop, send_form):
    await send_form(ada, f"/admin/shops/{shop.id}/freeze", reason="Reported codes.")
    page = (await ada.get("/admin/audit", params={"shop": str(shop.id), "deed": "shop.frozen"})).text
    assert "Reported codes." in page
    assert "The shop opened</td>" not in page
    nobody = (await ada.get("/admin/audit", params={"shop": str(shop.id), "actor": "Mei"})).text
    assert "Nothing was done that fits" in nobody
    before = (await ada.get("/admin/audit", params={"shop": str(shop.id), "until": "2020-01-01"})).text
    assert "Nothing was done that fits" in before
    today = f"{street.runtime.clock.now():%Y-%m-%d}"
    same_day = (await ada.get("/admin/audit", params={"shop": str(shop.id), "until": today})).text
    assert "Reported codes." in same_day


async def test_a_filter_that_makes_no_sense_is_said_and_ignored(ada, shop):
    page = await ada.get("/admin/audit", params={"until": "yesterday", "shop": "x", "page": "two"})
    assert page.status_code == 200
    assert "This is not a date." in page.text


async def test_broken_extensions_are_listed_with_their_reason(street, ada, monkeypatch):
    broken = [Broken("odd", "bodega-odd", "ImportError: no module named <lamp>")]
    monkeypatch.setattr(street.runtime.extensions, "broken", broken)
    page = (await ada.get("/admin/extensions")).text
    assert "bodega-odd (odd)" in page
    assert "no module named &lt;lamp&gt;" in page
    assert "bodega_shop" in page
    assert "Extensions that cannot be used" in (await ada.get("/admin")).text
