"""Names are judged as they are typed and as they are saved, and an address belongs to one application."""

import asyncio
import html
import re

import pytest

from bodega.kernel.database import platform_scope
from bodega.onboarding.name_core import name_core


@pytest.mark.parametrize(
    "name",
    [
        "星海卡盟",
        "星海卡·盟",
        "星海 卡 盟",
        "星海卡盟商城",
        "星海點卡批發",
        "全网代理总站",
        "腾讯点卡店",
        "ＱＱ会员店",
    ],
)
async def test_a_name_that_the_rules_refuse_comes_back_with_names_that_would_do(lin_wei, name):
    answer = await lin_wei.save("name", shop_name=name)
    assert answer.status_code == 422
    suggestions = [html.unescape(one) for one in re.findall(r'name="take" value="([^"]+)"', answer.text)]
    assert 2 <= len(suggestions) <= 3
    assert await lin_wei.shop() is None
    taken = await lin_wei.save("name", shop_name=name, take=suggestions[0])
    assert taken.status_code == 303
    assert (await lin_wei.shop())["name"] == suggestions[0]


async def test_while_typing_the_same_is_said_as_when_saving(lin_wei):
    address = f"{lin_wei.home}/name-checks"
    asked = {"shop_name": "星海卡·盟", "slug": "admin"}
    said = (await lin_wei.browser.get(address, params=asked)).json()
    assert said["shop_name"]["tone"] == "bad"
    assert "卡·盟" in said["shop_name"]["text"]
    assert len(said["shop_name"]["suggestions"]) >= 2
    assert (said["slug"]["tone"], "kept for the platform" in said["slug"]["text"]) == ("bad", True)
    good = (
        await lin_wei.browser.get(
            address, params={"shop_name": f"北辰{lin_wei.slug[-6:]}", "slug": lin_wei.slug}
        )
    ).json()
    assert (good["shop_name"]["tone"], good["slug"]["tone"]) == ("good", "good")
    empty = (await lin_wei.browser.get(address)).json()
    assert (empty["shop_name"]["tone"], empty["slug"]["tone"]) == ("", "")


async def test_checks_while_typing_have_a_limit(lin_wei, street):
    await street.runtime.throttle.hit(f"name check {lin_wei.account_id}", 600, 3600, cost=600)
    answer = await lin_wei.browser.get(f"{lin_wei.home}/name-checks", params={"slug": "xinghai"})
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("星海点卡行", "星海·點卡店", True),
        ("星海点卡行", "星海数字生活馆", True),
        ("星海点卡行", "云听会员店", False),
        ("Xinghai Cards", "x1nghai  store", True),
        ("北辰游戏俱乐部", "北辰游戲俱樂部", True),
        ("墨笔软件", "墨宝软件", False),
    ],
)
def test_names_that_read_alike_have_one_core(one, other, alike):
    assert (name_core(one) == name_core(other)) is alike


async def test_a_name_like_anothers_is_a_warning_and_no_refusal(lin_wei, street):
    mark = lin_wei.slug[-6:]
    theirs = f"青禾{mark}会员店"
    await street.open_shop(name=theirs)
    answer = await lin_wei.save("name", shop_name=f"青禾{mark}·數字生活館")
    assert answer.status_code == 303
    assert theirs in await lin_wei.page("/name")


async def test_ones_own_shops_may_be_alike(street, lin_wei):
    mark = lin_wei.slug[-6:]
    shop = await street.open_shop(name=f"青禾{mark}会员店")
    async with platform_scope() as scope:
        await scope.execute("update shop set owner_id = $2 where id = $1", shop.id, lin_wei.account_id)
    await lin_wei.save("name", shop_name=f"青禾{mark}生活馆")
    assert "The reviewer will look at that" not in await lin_wei.page("/name")


async def test_the_address_is_put_aside_while_the_application_lives(lin_wei, somebody):
    await lin_wei.save("name")
    shop = await lin_wei.shop()
    assert shop["state"] == "draft"
    mei = await (await somebody("Mei")).begin()
    late = await mei.save("name", slug=lin_wei.slug)
    assert late.status_code == 409
    assert "is taken" in late.text
    said = (await mei.browser.get(f"{mei.home}/name-checks", params={"slug": lin_wei.slug})).json()
    assert said["slug"]["tone"] == "bad"
    own = (await lin_wei.browser.get(f"{lin_wei.home}/name-checks", params={"slug": lin_wei.slug})).json()
    assert own["slug"]["tone"] == "good"


async def test_another_wish_gives_the_first_address_back(lin_wei, somebody):
    await lin_wei.save("name")
    first, lin_wei.slug = lin_wei.slug, f"{lin_wei.slug}-two"
    await lin_wei.save("name")
    shop = await lin_wei.shop()
    assert shop["schema_name"] == "shop_" + lin_wei.slug.replace("-", "_")
    mei = await (await somebody("Mei")).begin()
    assert (await mei.save("name", slug=first)).status_code == 303


async def test_of_two_who_want_one_address_at_once_one_has_it(lin_wei, somebody):
    mei = await (await somebody("Mei")).begin()
    answers = await asyncio.gather(
        lin_wei.save("name", slug=lin_wei.slug), mei.save("name", slug=lin_wei.slug)
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    async with platform_scope() as scope:
        assert await scope.fetchval("select count(*) from shop where slug = $1", lin_wei.slug) == 1


async def test_an_address_that_a_custom_domain_holds_is_taken(lin_wei, street):
    shop = await street.open_shop()
    async with platform_scope() as scope:
        await scope.execute(
            "insert into shop_host (host, shop_id, canonical, created_at) values ($1, $2, false, now())",
            f"{lin_wei.slug}.bodega.test", shop.id,
        )  # fmt: skip
    assert (await lin_wei.save("name")).status_code == 409


@pytest.mark.parametrize("slug", ["a", "admin", "two--hyphens", "星海", "under_score", "a.b"])
async def test_an_address_that_cannot_be_one_is_said_beside_its_field(lin_wei, slug):
    answer = await lin_wei.save("name", slug=slug)
    assert answer.status_code == 400
    assert 'id="f-slug-error"' in answer.text


async def test_a_draft_answers_at_no_address(lin_wei, street):
    await lin_wei.save("name")
    answer = await lin_wei.browser.get(f"http://{lin_wei.slug}.bodega.test/")
    assert answer.status_code == 404
