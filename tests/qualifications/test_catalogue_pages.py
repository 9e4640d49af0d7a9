"""Ada edits the catalogue: each save is a version with a note, and the shops are weighed against it."""

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.qualifications.compare_versions import read_version
from bodega.qualifications.nightly import run_weighing, weigh_one
from bodega.qualifications.read_catalogue import current_catalogue
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session


@asynccontextmanager
async def _browser_of(street, name: str, role: str):
    account_id = await street.account(name, platform_role=role)
    now = street.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute("update account set totp_confirmed_at = $2 where id = $1", account_id, now)
        token = await start_session(scope, account_id, "platform", now=now, second_factor=True)
    async with street.client() as browser:
        browser.headers["accept"] = "text/html"
        browser.cookies.set(session_cookie_name(street.runtime), token)
        browser.account_id = account_id
        yield browser


@pytest.fixture
async def ada(street):
    async with _browser_of(street, "Ada", "administrator") as browser:
        yield browser


@pytest.fixture
async def mei(street):
    async with _browser_of(street, "Mei", "reviewer") as browser:
        yield browser


@pytest.fixture
async def code():
    """A category of this story alone, which is taken out of the catalogue afterwards."""
    name = f"story_{new_id().hex[-12:]}"
    yield name
    async with platform_scope() as scope:
        await scope.execute("delete from requirement where category = $1", name)
        await scope.execute("delete from trade_category where code = $1", name)


async def _send(browser, page: str, to: str, **fields: str):
    html = (await browser.get(page)).text
    token = re.search(r'name="_csrf_token" value="([^"]+)"', html)[1]
    return await browser.post(to, data={"_csrf_token": token, **fields})


async def _add(browser, own_code: str, **more: str):
    fields = {
        "new": "1", "code": own_code, "parent": "gift_cards", "name_zh": "景点门票", "name_en": "Tickets", "risk": "low",
        "position": "50", "open": "on", "note": "Tickets are asked for", **more,
    }  # fmt: skip
    return await _send(browser, "/admin/catalogue/categories/new", "/admin/catalogue/categories", **fields)


def _rule(**more: str) -> dict[str, str]:
    return {
        "kind": "agency_authorisation", "need": "required", "market": "everywhere", "any_of": "",
        "entity_company": "on", "since": "2099-01-01", "source": "旅游法 第五十条", "note": "Tickets need a right",
        **more,
    }  # fmt: skip


async def test_the_tree_and_the_papers_are_on_one_page(ada):
    page = (await ada.get("/admin/catalogue")).text
    assert "PC game cards (codes)" in page
    assert "Business licence" in page
    assert "No longer issued" in page
    for path in (
        "categories/games",
        "categories/*",
        "kinds/icp_filing",
        "versions",
        "versions/1",
        "kinds/new",
    ):
        assert (await ada.get(f"/admin/catalogue/{path}")).status_code == 200, path
    assert (await ada.get("/admin/catalogue/categories/nothing")).status_code == 404
    assert (await ada.get("/admin/catalogue/versions/999999")).status_code == 404


async def test_a_new_category_is_a_version_with_a_note_and_a_difference(ada, code):
    before = (await current_catalogue()).version
    answer = await _add(ada, code)
    assert answer.status_code == 303, answer.text
    catalogue = await current_catalogue()
    assert catalogue.version == before + 1
    assert catalogue.path(code, "zh-CN") == "礼品卡 › 景点门票"
    version, [change] = await read_version(catalogue.version)
    assert (version.changed_by, version.note) == ("Ada", "Tickets are asked for")
    assert (change.part, change.key, change.what) == ("categories", code, "added")
    page = (await ada.get(f"/admin/catalogue/versions/{version.number}")).text
    assert "Tickets" in page
    assert "Tickets are asked for" in page


async def test_a_save_that_changes_nothing_makes_no_version(ada, code):
    await _add(ada, code)
    before = (await current_catalogue()).version
    fields = {
        "code": code,
        "name_zh": "景点门票",
        "name_en": "Tickets",
        "risk": "low",
        "position": "50",
        "open": "on",
    }
    at = f"/admin/catalogue/categories/{code}"
    await _send(ada, at, "/admin/catalogue/categories", **fields, note="again")
    assert (await current_catalogue()).version == before
    assert "Nothing was changed." in (await ada.get(at)).text
    await _send(ada, at, "/admin/catalogue/categories", **{**fields, "risk": "high"}, note="riskier")
    _, [change] = await read_version(before + 1)
    assert change.values == (("risk", "low", "high"),)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"note": " "}, "Please say why"),
        ({"name_en": ""}, "in both languages"),
        ({"code": "Story 1"}, "lower-case letters"),
        ({"code": "games"}, "This code is taken"),
        ({"parent": "games_pc_cards"}, "at most 3 levels"),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(ada, code, wrong, why):
    answer = await _add(ada, code, **wrong)
    assert answer.status_code == 400
    assert why in answer.text
    assert 'value="景点门票"' in answer.text


async def test_a_rule_that_begins_later_is_kept_and_told(ada, code):
    await _add(ada, code)
    at = f"/admin/catalogue/categories/{code}"
    answer = await _send(ada, at, f"{at}/requirements", **_rule())
    assert answer.status_code == 303, answer.text
    assert "From 2099-01-01" in (await ada.get(at)).text
    catalogue = await current_catalogue()
    [rule] = [rule for rule in catalogue.requirements if rule.category == code]
    answer = await _send(
        ada,
        at,
        f"/admin/catalogue/requirements/{rule.id}/end",
        until="2099-12-31",
        note="a year only",
        back=at,
    )
    assert answer.headers["location"] == at
    version, [change] = await read_version((await current_catalogue()).version)
    assert change.values == (("until", None, "2099-12-31"),)
    assert version.note == "a year only"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"since": "2020-01-01"}, "begins today or later"),
        ({"until": "2098-01-01"}, "cannot end before it begins"),
        ({"source": ""}, "Please name the law"),
        ({"entity_company": ""}, "whom it concerns"),
        ({"kind": "network_culture_licence_games"}, "accepted, not required"),
        ({"any_of": "business_licence"}, "about the same thing"),
        ({"note": ""}, "Please say why"),
    ],
)
async def test_a_rule_that_cannot_be_is_refused_with_the_reason(ada, wrong, why):
    at = "/admin/catalogue/categories/gift_cards_dining"
    before = (await current_catalogue()).version
    answer = await _send(ada, at, f"{at}/requirements", **_rule(**wrong))
    assert answer.status_code == 400
    assert why in answer.text
    assert (await current_catalogue()).version == before


async def test_a_closed_category_goes_off_sale_in_every_shop_even_those_vouched_for(ada, street, code):
    await _add(ada, code)
    shop = await street.open_shop()
    await weigh_one(street.runtime, {"shop_id": str(shop.id)})
    fields = {"code": code, "name_zh": "景点门票", "name_en": "Tickets", "risk": "low", "position": "50"}
    await _send(
        ada, f"/admin/catalogue/categories/{code}", "/admin/catalogue/categories", **fields, note="no more"
    )
    await run_weighing(street.runtime, {})
    await weigh_one(street.runtime, {"shop_id": str(shop.id)})
    async with platform_scope() as scope:
        trades = await scope.fetchval("select trades from shop where id = $1", shop.id)
    assert code not in trades
    assert "gift_cards" in trades


async def test_a_kind_of_paper_is_added_with_its_fields_and_changed(ada):
    kind = f"story_{new_id().hex[-12:]}"
    fields = {
        "new": "1", "code": kind, "about": "category", "name_zh": "门票授权", "name_en": "Right to sell tickets",
        "help_zh": "景区出具", "help_en": "From the park", "source": "旅游法", "issued": "on", "position": "90",
        "f0_name": "number", "f0_zh": "编号", "f0_en": "Number", "f0_kind": "digits", "f0_length": "6", "f0_number": "on",
        "note": "for tickets",
    }  # fmt: skip
    at = "/admin/catalogue/kinds"
    try:
        answer = await _send(ada, f"{at}/new", at, **{**fields, "f0_name": "file"})
        assert "a name of its own" in answer.text
        answer = await _send(ada, f"{at}/new", at, **fields)
        assert answer.status_code == 303, answer.text
        stored = (await current_catalogue()).kinds[kind]
        [field] = stored.fields
        assert (field.name, field.kind, field.length, field.number, stored.shown) == ("number", "digits", 6, True, False)  # fmt: skip
        assert "Right to sell tickets" in (await ada.get(f"{at}/{kind}")).text
    finally:
        async with platform_scope() as scope:
            await scope.execute("delete from document_kind where code = $1", kind)


async def test_two_saves_at_once_are_two_versions(ada, street, code):
    await _add(ada, code)
    before = (await current_catalogue()).version
    at = f"/admin/catalogue/categories/{code}"
    rules = (_rule(), _rule(kind="prepaid_card_filing"))
    await asyncio.gather(*(_send(ada, at, f"{at}/requirements", **rule) for rule in rules))
    assert (await current_catalogue()).version == before + 2


async def test_nobody_without_the_permission_edits(street):
    support = await street.account("Sun", platform_role="support")
    now = street.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute("update account set totp_confirmed_at = $2 where id = $1", support, now)
        token = await start_session(
            scope, support, "platform", now=now + timedelta(seconds=1), second_factor=True
        )
    async with street.client() as browser:
        browser.cookies.set(session_cookie_name(street.runtime), token)
        assert (await browser.get("/admin/catalogue")).status_code == 403


async def test_a_reviewer_reads_the_catalogue_and_changes_nothing_in_it(mei):
    before = (await current_catalogue()).version
    page = (await mei.get("/admin/catalogue/categories/games")).text
    assert "Administrators change the catalogue." in page
    assert ">Save<" not in page
    assert "Add a rule" not in page
    assert "New category" not in (await mei.get("/admin/catalogue")).text
    assert (await mei.get("/admin/catalogue/kinds/new")).status_code == 403
    token = {"_csrf_token": re.search(r'name="_csrf_token" value="([^"]+)"', page)[1], "note": "less work"}
    games = {**token, "code": "games", "name_zh": "游戏", "name_en": "Games", "risk": "low", "position": "1"}
    for path in ("categories", "kinds", "categories/games/requirements", f"requirements/{new_id()}/end"):
        assert (await mei.post(f"/admin/catalogue/{path}", data=games)).status_code == 403, path
    assert (await current_catalogue()).version == before


async def test_the_catalogue_is_changed_with_the_password_given_lately(street, ada, code):
    page = (await ada.get("/admin/catalogue/categories/games")).text
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page)[1]
    old = street.runtime.clock.now() - timedelta(hours=1)
    async with platform_scope() as scope:
        await scope.execute("update sign_in set password_at = $2 where account_id = $1", ada.account_id, old)
    answer = await ada.post(
        "/admin/catalogue/categories", data={"_csrf_token": token, "code": code, "new": "1"}
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/admin/password-check")
