"""Lin Wei hands in her papers under /my, and Ada the reviewer opens them in the platform's console."""

import re

import httpx
import pytest

from bodega.kernel.database import platform_scope
from bodega.qualifications.papers_of import papers_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"
USCC = "91350100M000100Y43"


@pytest.fixture
def signed_in(street):
    opened = []

    async def sign_in(account_id, *, staff: bool = False) -> httpx.AsyncClient:
        now = street.runtime.clock.now()
        async with platform_scope() as scope:
            if staff:
                await scope.execute(
                    "update account set totp_confirmed_at = $2 where id = $1", account_id, now
                )
            token = await start_session(scope, account_id, "platform", now=now, second_factor=staff)
        browser = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=street.app, client=("203.0.113.9", 40000)),
            base_url=f"http://{street.settings.base_domain}",
            headers={"accept": "text/html", "accept-language": "en"},
            cookies={session_cookie_name(street.runtime): token},
        )
        opened.append(browser)
        return browser

    return sign_in


@pytest.fixture
async def lin_wei(desk, signed_in):
    return await signed_in(desk.owner_id)


@pytest.fixture
async def ada(desk, signed_in):
    return await signed_in(desk.reviewer_id, staff=True)


def _token(page: httpx.Response) -> str:
    return re.search(r'name="_csrf_token" value="([^"]+)"', page.text)[1]


def _papers_at(desk) -> str:
    return f"/my/applications/{desk.application_id}/papers"


async def _send(browser, at: str, kind: str, *, files=None, **fields):
    page = await browser.get(f"{at}/new?kind={kind}")
    assert page.status_code == 200, page.text
    files = files if files is not None else [("file", ("licence.pdf", PDF, "application/pdf"))]
    return await browser.post(at, data={"_csrf_token": _token(page), "kind": kind, **fields}, files=files)


async def _file_id(desk):
    async with platform_scope() as scope:
        [paper] = await papers_of(scope, application_id=desk.application_id)
    return paper.files[0].id


async def test_the_page_says_what_is_missing_why_and_whose_turn_it_is(desk, lin_wei):
    page = (await lin_wei.get(_papers_at(desk))).text
    assert "4 papers are your turn" in page
    assert "One of: Publication number of a game / Authorisation of the game" in page
    assert "《中华人民共和国电子商务法》第十条" in page
    assert "Your turn: hand it in." in page
    assert "nobody asks for it" in page  # the old culture licence
    assert "No longer issued" in page


async def test_a_paper_is_handed_in_and_shown_with_its_number_masked(desk, lin_wei):
    answer = await _send(
        lin_wei, _papers_at(desk), "business_licence", holder="星海科技有限公司", uscc=USCC.lower()
    )
    assert answer.status_code == 303
    page = (await lin_wei.get(_papers_at(desk))).text
    assert "星海科技有限公司" in page
    assert "9135••••••0Y43" in page
    assert USCC not in page
    assert "3 papers are your turn" in page
    assert "Ready to hand in" in page


async def test_a_wrong_number_is_said_beside_its_field_and_nothing_is_lost(desk, lin_wei):
    answer = await _send(
        lin_wei, _papers_at(desk), "business_licence", holder="星海科技", uscc=USCC[:-1] + "4"
    )
    assert answer.status_code == 400
    assert "does not fit the others" in answer.text
    assert 'value="星海科技"' in answer.text
    answer = await _send(
        lin_wei, _papers_at(desk), "business_licence", holder="星海科技", uscc=USCC, valid_until="2020-01-01"
    )
    assert "This paper is over" in answer.text
    answer = await _send(
        lin_wei, _papers_at(desk), "business_licence", holder="星", uscc=USCC,
        files=[("file", ("a.pdf", b"<html>", "application/pdf"))],
    )  # fmt: skip
    assert answer.status_code == 400
    assert "neither a PDF nor a picture" in answer.text
    answer = await _send(lin_wei, _papers_at(desk), "business_licence", holder="星", uscc=USCC, files=[])
    assert "one to 6 files" in answer.text


async def test_an_authorisation_says_what_it_covers(desk, lin_wei):
    fields = {
        "grantor": "星海游戏", "goods": "星海点卡", "valid_from": "2026-01-01", "valid_until": "2099-01-01",
    }  # fmt: skip
    answer = await _send(lin_wei, _papers_at(desk), "operator_authorisation", **fields)
    assert "Please say what this paper covers." in answer.text
    answer = await _send(
        lin_wei, _papers_at(desk), "operator_authorisation", covers_games_pc_cards="on", **fields
    )
    assert answer.status_code == 303
    async with platform_scope() as scope:
        [paper] = await papers_of(scope, application_id=desk.application_id)
    assert paper.categories == {"games_pc_cards"}
    assert str(paper.valid_until) == "2099-01-01"


async def test_the_owner_opens_the_file_and_nothing_in_it_can_act(desk, lin_wei):
    await _send(lin_wei, _papers_at(desk), "business_licence", holder="星海", uscc=USCC)
    answer = await lin_wei.get(f"/my/files/{await _file_id(desk)}")
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith('attachment; filename="paper.pdf"')
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]


async def test_staff_are_asked_why_before_the_file_is_shown(desk, lin_wei, ada):
    await _send(lin_wei, _papers_at(desk), "business_licence", holder="星海", uscc=USCC)
    at = f"/admin/papers/files/{await _file_id(desk)}"
    page = await ada.get(at)
    assert page.status_code == 200
    assert "Why do you look at it?" in page.text
    assert (await ada.get(at, params={"why": " "})).status_code == 400
    answer = await ada.get(at, params={"why": "review of the application"})
    assert answer.content == PDF
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select detail->>'reason' as why, actor from audit_entry where deed = 'paper.seen' and shop_id = $1",
            desk.shop.id,
        )
    assert [(row["actor"], row["why"]) for row in rows] == [("Ada", "review of the application")]


async def test_a_file_is_found_by_nobody_else_and_on_no_shops_host(street, desk, lin_wei, signed_in):
    await _send(lin_wei, _papers_at(desk), "business_licence", holder="星海", uscc=USCC)
    file_id = await _file_id(desk)
    mei = await signed_in(await street.account("Mei"))
    assert (await mei.get(f"/my/files/{file_id}")).status_code == 404
    assert (await mei.get(_papers_at(desk))).status_code == 404
    assert (await mei.get(f"/my/shops/{desk.shop.id}/papers")).status_code == 404
    moderator = await signed_in(await street.account("Grace", platform_role="moderator"), staff=True)
    assert (await moderator.get(f"/admin/papers/files/{file_id}?why=x")).status_code == 403
    async with street.client(desk.shop) as browser:
        for path in (f"/my/files/{file_id}", f"/admin/papers/files/{file_id}?why=x", f"/files/{file_id}"):
            assert (await browser.get(path)).status_code in (404, 405)


async def test_a_form_from_elsewhere_hands_nothing_in(desk, lin_wei):
    answer = await lin_wei.post(_papers_at(desk), data={"kind": "business_licence"})
    assert answer.status_code == 403


async def test_an_open_shop_replaces_a_paper_and_takes_one_back(desk, lin_wei):
    await desk.approve_everything()
    at = f"/my/shops/{desk.shop.id}/papers"
    page = (await lin_wei.get(at)).text
    assert "Every paper that is asked for is approved." in page
    old = desk.papers["business_licence"]
    form = await lin_wei.get(f"{at}/new?kind=business_licence&replaces={old}")
    answer = await lin_wei.post(
        at,
        data={
            "_csrf_token": _token(form), "kind": "business_licence", "replaces": str(old), "holder": "星海",
            "uscc": USCC,
        },
        files=[("file", ("new.pdf", PDF, "application/pdf"))],
    )  # fmt: skip
    assert answer.status_code == 303
    page = await lin_wei.get(at)
    assert "Under review" in page.text
    answer = await lin_wei.post(
        f"/my/papers/{old}/withdrawal", data={"_csrf_token": _token(page), "back": at}
    )
    assert answer.headers["location"] == at
    assert await desk.state(old) == "withdrawn"


async def test_the_way_to_the_papers_begins_at_the_list_of_shops(desk, lin_wei):
    await desk.approve_everything()
    assert f'href="/my/shops/{desk.shop.id}/papers"' in (await lin_wei.get("/my")).text


async def test_a_kind_that_does_not_exist_has_no_form(desk, lin_wei):
    assert (await lin_wei.get(f"{_papers_at(desk)}/new?kind=passport")).status_code == 404
