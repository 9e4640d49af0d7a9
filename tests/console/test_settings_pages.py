"""Lin Wei changes her shop, its people and its extensions; buyers and staff see it at once."""

import asyncio
import re
from dataclasses import dataclass
from uuid import UUID

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega_shop.settings.change_staff import remove_staff
from bodega_shop.settings.read_profile_form import profile_form


async def sent(stand, **changed):
    """The settings form as it stands, with some fields typed over."""
    values = profile_form(await stand.profile()).values
    return {name: value for name, value in {**values, **changed}.items() if value}


async def test_a_changed_shop_is_seen_by_buyers_and_by_the_street(lin_wei, stand, street):
    await lin_wei.send(
        "/settings", **await sent(stand, name="星海数字生活馆", notice="**国庆**不打烊", accent="#0055AA")
    )

    async with street.client(stand.shop) as chen_hao:
        home = (await chen_hao.get("/")).text
    assert "星海数字生活馆" in home
    assert "<strong>国庆</strong>不打烊" in home
    assert (await stand.profile()).accent == "#0055aa"
    assert (await street.runtime.directory.by_id(stand.shop.id)).name == "星海数字生活馆"


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", " "),
        ("name", "很" * 41),
        ("locale", "fr"),
        ("currency", "XXY"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("theme", "nothing"),
        ("accent", "red; } body { display: none"),
        ("low_stock", "-1"),
        ("reserve_minutes", "0"),
        ("reserve_minutes", "1441"),
        ("unpaid_per_contact", "x"),
    ],
)
async def test_a_setting_that_cannot_be_used_is_told_beside_its_field(lin_wei, stand, field, value):
    before = await stand.profile()
    answer = await lin_wei.send("/settings", **{**await sent(stand), field: value})

    assert answer.status_code == 400
    assert f'id="f-{field}-error"' in answer.text
    assert await stand.profile() == before


async def test_the_currency_stays_once_something_has_a_price(lin_wei, stand, street, take_seat):
    answer = await lin_wei.send("/settings", **await sent(stand, currency="USD"))
    assert "The currency can be changed only while" in answer.text

    empty = await street.open_shop(name="墨笔软件")
    owner = await take_seat(empty)
    page = await owner.read("/settings")
    typed = re.findall(r'<input class="input" type="\w+" value="([^"]*)"(?=[^>]*name="(\w+)")', page)
    fields = {name: value for value, name in typed}
    chosen = {
        "locale": "zh-CN",
        "currency": "USD",
        "time_zone": "UTC",
        "theme": "counter",
        "accent": "#112233",
    }
    await owner.send("/settings", **{**fields, **chosen})
    async with shop_scope(empty) as scope:
        assert await scope.fetchval("select currency from profile") == "USD"


async def test_switches_can_be_turned_off_as_well_as_on(lin_wei, stand):
    await lin_wei.send("/settings", **await sent(stand, hide_stock="on", accept_late=""))

    profile = await stand.profile()
    assert (profile.hide_stock, profile.accept_late) == (True, False)


async def test_a_new_colleague_gets_a_password_that_is_shown_once(lin_wei, stand, words):
    answer = await lin_wei.send("/staff", name="小梅", email="Mei.New@Example.com", role="operator")
    password = re.search(r'id="password">([^<]+)<', answer.text)[1]

    assert re.fullmatch(r"(?:[0-9a-z]{5}-){3}[0-9a-z]{5}", password)
    page = await lin_wei.read("/staff")
    assert "mei.new@example.com" in page
    assert password not in page
    async with platform_scope() as scope:
        stored = await scope.fetchval("select password_hash from account where email = 'mei.new@example.com'")
    assert stored.startswith("$argon2id$")
    assert password not in stored


async def test_somebody_with_an_account_keeps_name_and_password(lin_wei, stand, street, words):
    account_id = await street.account("Ada")
    async with platform_scope() as scope:
        email = await scope.fetchval("select email from account where id = $1", account_id)

    answer = await lin_wei.send("/staff", name="Somebody", email=email, role="support")

    assert "Ada works here now" in words(answer.text)
    assert 'id="password"' not in answer.text
    again = await lin_wei.send("/staff", name="Somebody", email=email, role="support")
    assert again.status_code == 400


async def test_a_role_counts_from_the_next_click_and_a_removed_person_is_out(lin_wei, mei, stand):
    assert (await mei.browser.get("/console/products")).status_code == 200
    await lin_wei.send(f"/staff/{mei.account_id}/roles", role="support")
    assert (await mei.browser.get("/console/products")).status_code == 403

    await lin_wei.send(f"/staff/{mei.account_id}/removal")
    assert (await mei.browser.get("/console", headers={"accept": "text/html"})).status_code == 303
    async with shop_scope(stand.shop) as scope:
        deeds = await scope.fetch("select deed from deed where deed like 'staff.%' order by at, id")
    assert [row["deed"] for row in deeds] == ["staff.role_changed", "staff.removed"]


async def test_a_shop_keeps_its_last_owner(lin_wei, stand, words):
    async with platform_scope() as scope:
        await scope.execute(
            "delete from membership where shop_id = $1 and account_id <> $2",
            stand.shop.id,
            lin_wei.account_id,
        )
    answer = await lin_wei.send(f"/staff/{lin_wei.account_id}/removal")
    assert "A shop needs an owner." in words(answer.text)
    answer = await lin_wei.send(f"/staff/{lin_wei.account_id}/roles", role="support")
    assert "A shop needs an owner." in words(answer.text)


async def test_two_owners_who_remove_each_other_at_once_leave_one(street, take_seat):
    for _ in range(5):
        shop = await street.open_shop()
        async with platform_scope() as scope:
            await scope.execute("delete from membership where shop_id = $1", shop.id)
        one, other = await take_seat(shop, "owner", "Lin"), await take_seat(shop, "owner", "Chen")
        by, now = Person(one.account_id, "Lin"), street.runtime.clock.now()
        await asyncio.gather(
            remove_staff(shop, one.account_id, by=by, now=now),
            remove_staff(shop, other.account_id, by=by, now=now),
            return_exceptions=True,
        )
        async with platform_scope() as scope:
            assert await scope.fetchval("select count(*) from membership where shop_id = $1", shop.id) == 1


@dataclass
class Person:
    account_id: UUID
    name: str


async def test_nobody_reaches_into_another_shops_staff(lin_wei, another_stand, take_seat):
    other = await another_stand(name="云听会员店")
    stranger = await take_seat(other.shop, "support", "Chen")

    await lin_wei.send(f"/staff/{stranger.account_id}/roles", role="owner")
    await lin_wei.send(f"/staff/{stranger.account_id}/removal")

    async with platform_scope() as scope:
        role = await scope.fetchval(
            "select role from membership where shop_id = $1 and account_id = $2",
            other.shop.id,
            stranger.account_id,
        )
    assert role == "support"


async def test_an_extension_is_switched_off_and_on_again(lin_wei, stand, street, words):
    assert "epay" in (await street.runtime.directory.by_id(stand.shop.id)).enabled

    await lin_wei.send("/plugins/epay/deactivation")
    assert "epay" not in (await street.runtime.directory.by_id(stand.shop.id)).enabled
    assert "The channel 支付宝 does not work" in words(await lin_wei.read("/"))

    await lin_wei.send("/plugins/epay/activation")
    assert "epay" in (await street.runtime.directory.by_id(stand.shop.id)).enabled


async def test_an_extension_that_every_shop_has_or_nobody_installed_has_no_page(lin_wei):
    for plugin in ("shop", "nothing"):
        assert (await lin_wei.browser.get(f"/console/plugins/{plugin}")).status_code == 404


async def test_settings_of_an_extension_are_kept_and_its_secrets_never_shown(lin_wei, stand, words):
    mailbox = {"host": "mail.example.com", "port": "587", "security": "starttls", "user": "shop@example.com"}
    sender = {"from_address": "shop@example.com", "from_name": "星海点卡行"}

    answer = await lin_wei.send("/plugins/email", **mailbox, **sender, password="very-secret-word")

    assert "Saved." in words(answer.text)
    assert "very-secret-word" not in answer.text
    assert "One is kept, and never shown." in words(await lin_wei.read("/plugins/email"))
    async with platform_scope() as scope:
        stored = await scope.fetchval(
            "select settings::text from shop_plugin where shop_id = $1 and plugin = 'email'", stand.shop.id
        )
    assert "sealed" in stored
    assert "very-secret-word" not in stored


async def test_a_setting_of_an_extension_that_cannot_be_used_is_told_beside_its_field(lin_wei):
    answer = await lin_wei.send(
        "/plugins/email",
        host="mail.example.com",
        security="starttls",
        port="70000",
        from_address="x@example.com",
    )

    assert answer.status_code == 400
    assert 'id="f-port-error"' in answer.text
