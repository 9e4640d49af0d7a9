"""Moderators and owners at their pages: a rule is written, tried and scheduled; a case is appealed and decided."""

import re
from datetime import timedelta

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.qualifications.china_day import china_day
from bodega.rulebook.decide_case import carry_decision
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega_shop.compliance.tell_platform import tell_cases

FORM = {
    "severity": "block", "market": "cn", "scope_title": "on", "scope_text": "on", "message_zh": "“{word}”不行",
    "message_en": "“{word}” is out", "suggestion_zh": "换个说法", "suggestion_en": "Say it otherwise", "sources": "平台规则 | 一",
}  # fmt: skip


async def sit_down(street, browser, account_id, audience, **more) -> None:
    async with platform_scope() as scope:
        token = await start_session(scope, account_id, audience, now=street.runtime.clock.now(), **more)
    browser.cookies.set(session_cookie_name(street.runtime), token)


@pytest.fixture
async def moderator(street):
    account_id = await street.account("Ada", platform_role="moderator")
    async with platform_scope() as scope:
        await scope.execute(
            "update account set totp_confirmed_at = $2 where id = $1", account_id, street.runtime.clock.now()
        )
    async with street.client(None) as browser:
        await sit_down(street, browser, account_id, "platform", second_factor=True)
        browser.account_id = account_id
        yield browser


@pytest.fixture
async def owner(street, shelf):
    async with platform_scope() as scope:
        account_id = await scope.fetchval("select owner_id from shop where id = $1", shelf.shop.id)
    async with street.client(shelf.shop) as browser:
        await sit_down(street, browser, account_id, audience_of(shelf.shop))
        yield browser


async def send(browser, page: str, to: str = "", **fields: str):
    html = (await browser.get(page)).text
    token = re.search(r'name="_csrf_token" value="([^"]+)"', html)
    assert token, html
    return await browser.post(to or page, data={"_csrf_token": token[1], **fields}, follow_redirects=True)


@pytest.fixture
async def story_rule(shelf):
    name = f"page-{shelf.shop.id.hex[-10:]}"
    yield name
    async with platform_scope() as scope:
        await scope.execute("delete from rule_version where rule_id = $1", name)


async def test_a_rule_is_written_in_the_form_of_its_kind_changed_and_scheduled(moderator, shelf, story_rule):
    written = await send(
        moderator, "/admin/rules/new?kind=words", "/admin/rules", kind="words", id=story_rule, p_words="青柠\n白桃", **FORM
    )  # fmt: skip
    assert written.status_code == 200, written.text
    assert story_rule in str(written.url)
    page = f"/admin/rules/{story_rule}"
    tomorrow = china_day(shelf.street.runtime.clock.now()) + timedelta(days=1)
    assert (await send(moderator, page, f"{page}/1/trials")).status_code == 200
    assert (await send(moderator, page, f"{page}/1/schedules", begins=f"{tomorrow}")).status_code == 200
    changed = await send(moderator, f"{page}/edit", p_words="青柠\n乌龙", **FORM)
    assert "<ins>乌龙</ins>" in changed.text
    assert "<del>白桃</del>" in changed.text
    assert story_rule in (await moderator.get("/admin/rules")).text


@pytest.mark.parametrize(
    "kind", ["words", "brands", "titles", "struck_price", "draws", "notice", "title", "category"]
)
async def test_every_kind_has_a_form(moderator, kind):
    assert (await moderator.get(f"/admin/rules/new?kind={kind}")).status_code == 200


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("(", "不是有效的表达式"), ("(福+)+袋", "没有次数上限"), ("(?:福{1,9}){1,9}袋", "尝试方式过多")],
)
async def test_a_pattern_that_is_none_or_could_hang_a_worker_is_refused_and_said(
    moderator, story_rule, pattern, said
):
    moderator.headers["Accept-Language"] = "zh-CN"
    answer = await send(
        moderator, "/admin/rules/new?kind=words", "/admin/rules", kind="words", id=story_rule, p_patterns=pattern, **FORM
    )  # fmt: skip
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert said in answer.text
    assert pattern in answer.text
    async with platform_scope() as scope:
        assert not await scope.fetchval("select count(*) from rule_version where rule_id = $1", story_rule)


async def test_every_shipped_rule_can_be_looked_at_and_changed(moderator):
    names = set(
        re.findall(r'href="/admin/rules/([a-z0-9-]+)"', (await moderator.get("/admin/rules")).text)
    ) - {"new"}
    assert len(names) > 20
    for name in sorted(names)[:6]:
        assert (await moderator.get(f"/admin/rules/{name}")).status_code == 200
        assert (await moderator.get(f"/admin/rules/{name}/edit")).status_code == 200


async def test_an_owner_sees_the_words_appeals_and_is_heard(moderator, owner, shelf):
    good = await shelf.on_sale(introduction="找不到更便宜的 100 元面值")
    page = (await owner.get(f"/console/products/{good}")).text
    assert "<mark>找不到更便宜</mark>" in page
    case = await shelf.case("false-promises")
    assert str(case["id"]) in (await owner.get("/console/cases")).text
    appealed = await send(
        owner, f"/console/cases/{case['id']}", f"/console/cases/{case['id']}/appeal", words="这是书名"
    )
    assert "这是书名" in appealed.text
    await tell_cases(shelf.street.runtime, shelf.shop, {})
    assert str(case["id"]) in (await moderator.get("/admin/cases")).text
    seen = await shelf.case("false-promises")
    decided = await send(
        moderator, f"/admin/cases/{case['id']}", f"/admin/cases/{case['id']}/decisions", verdict="overturned",
        words="书名可以", revision=str(seen["revision"]),
    )  # fmt: skip
    assert decided.status_code == 200
    await carry_decision(shelf.street.runtime, {"case_id": str(case["id"])})
    assert await shelf.state(good) == "published"
    assert "书名可以" in (await owner.get(f"/console/cases/{case['id']}")).text


async def test_a_decision_needs_words(moderator, shelf):
    await shelf.on_sale(introduction="找不到更便宜的 100 元面值")
    await shelf.tell()
    case = await shelf.case("false-promises")
    answer = await send(
        moderator, f"/admin/cases/{case['id']}", f"/admin/cases/{case['id']}/decisions", verdict="upheld",
        words=" ", revision=str(case["revision"]),
    )  # fmt: skip
    assert answer.status_code == 400


async def test_nobody_decides_the_case_of_a_shop_of_their_own(moderator, shelf):
    await shelf.on_sale(introduction="找不到更便宜的 100 元面值")
    await shelf.tell()
    case = await shelf.case("false-promises")
    async with platform_scope() as scope:
        await scope.execute(
            "update shop set owner_id = $2 where id = $1", shelf.shop.id, moderator.account_id
        )
    moderator.headers["Accept-Language"] = "zh-CN"
    answer = await send(
        moderator, f"/admin/cases/{case['id']}", f"/admin/cases/{case['id']}/decisions", verdict="overturned",
        words="可以", revision=str(case["revision"]),
    )  # fmt: skip
    assert answer.status_code == 422
    assert "请由同事处理" in answer.text


async def test_a_struck_through_price_is_typed_with_its_basis(owner, shelf):
    good = await shelf.draft()
    async with shop_scope(shelf.shop) as scope:
        sku = await scope.fetchval("select id from sku where product_id = $1", good)
    page = f"/console/skus/{sku}"
    sent = await send(
        owner, page, name="100元", price="90", min_quantity="1", max_quantity="5", active="on", struck_price="100",
        struck_basis="厂商建议零售价",
    )  # fmt: skip
    assert sent.status_code == 200
    assert 'value="厂商建议零售价"' in (await owner.get(page)).text
    assert (await owner.get("/console")).status_code == 200
    assert (await owner.get("/console/products")).status_code == 200
