"""The front page: what this street is, in both languages, and which shops are lit."""

import pytest

from bodega.street.freeze_shop import freeze_shop


async def test_it_says_what_this_is_and_how_to_open_a_shop(visitor):
    page = await visitor.get("/")
    assert page.status_code == 200
    assert "A street of small shops that never closes" in page.text
    assert 'href="/open"' in page.text


async def test_a_chinese_reader_is_greeted_in_chinese(visitor):
    page = await visitor.get("/", headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert '<html lang="zh-CN">' in page.text
    assert "一条永不打烊的小店街" in page.text


async def test_looking_around_leaves_no_cookie(visitor):
    assert "set-cookie" not in (await visitor.get("/")).headers


async def test_an_open_shop_is_lit_and_a_frozen_one_is_dark(street, visitor):
    lit = await street.open_shop(name="亮灯小铺")
    assert f"http://{lit.canonical_host}/" in (await visitor.get("/")).text
    await freeze_shop(
        street.runtime,
        lit.id,
        reason="A story.",
        actor_id=None,
        actor="Ada",
        now=street.runtime.clock.now(),
    )
    assert f"http://{lit.canonical_host}/" not in (await visitor.get("/")).text


async def test_a_name_with_markup_in_it_is_only_a_name(street, visitor):
    await street.open_shop(name="<script>alert('lamp')</script>")
    page = (await visitor.get("/")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


async def test_the_chosen_language_stays_and_leads_back_to_the_page(visitor):
    answer = await visitor.get("/language/zh-CN", params={"next": "/open"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/open")
    assert '<html lang="zh-CN">' in (await visitor.get("/open")).text


@pytest.mark.parametrize("target", ["https://evil.test/", "//evil.test", "/\\evil.test", "evil.test", ""])
async def test_the_language_switch_leads_to_no_other_site(visitor, target):
    answer = await visitor.get("/language/en", params={"next": target})
    assert answer.headers["location"] == "/"


async def test_a_language_we_do_not_speak_is_not_found(visitor):
    assert (await visitor.get("/language/tlh")).status_code == 404


async def test_robots_are_asked_to_stay_out_of_the_console(visitor):
    assert "Disallow: /admin" in (await visitor.get("/robots.txt")).text


async def test_an_unknown_page_says_so_in_the_readers_language(visitor):
    page = await visitor.get("/nothing-here", headers={"accept-language": "zh"})
    assert page.status_code == 404
    assert "页面不存在" in page.text
