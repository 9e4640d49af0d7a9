"""Everything about an application is on its page; what a reviewer sends from it counts, or is explained."""

import html
import re
from datetime import timedelta

import pytest

from bodega.kernel.database import platform_scope
from bodega.moderation.subjects import Said


def text_of(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def fields_of(applicant, verdict: str = "approve") -> dict[str, str]:
    papers = {f"verdict-document-{key}": verdict for key in applicant.papers.values()}
    return {**papers, **{f"verdict-category-{code}": verdict for code in applicant.categories}}


async def test_the_page_says_who_sells_what_was_checked_and_what_is_demanded(apply, mei, browser_of):
    lin_wei = await apply("星野数字生活馆")
    async with await browser_of(mei) as browser:
        answer = await browser.get(f"/admin/reviews/{lin_wei.id}")
    text = text_of(answer)
    assert answer.status_code == 200
    for words in (
        "星野数字生活馆",
        "星海科技",
        "The check digit fits.",
        "•••• 6789",
        "0 of 5 decided",
        "Business licence",
    ):
        assert words in text
    assert "sealed" not in answer.text


async def test_papers_are_shown_on_the_page_and_each_look_is_recorded(apply, mei, browser_of):
    lin_wei = await apply()
    async with await browser_of(mei) as browser:
        page = (await browser.get(f"/admin/reviews/{lin_wei.id}")).text
        pictures = re.findall(r'<img src="([^"]+)"', page)
        assert len(pictures) == 4
        picture = await browser.get(pictures[0])
    assert picture.headers["content-type"] == "image/png"
    assert "sandbox" in picture.headers["content-security-policy"]
    async with platform_scope() as scope:
        why = await scope.fetchval("select why from document_access where account_id = $1", mei.account_id)
    assert why == f"application {lin_wei.id}"


async def test_a_file_of_another_application_is_not_found_under_this_one(apply, mei, browser_of):
    lin_wei, other = await apply(), await apply()
    async with platform_scope() as scope:
        file_id = await scope.fetchval(
            "select id from document_file where document_id = $1", other.papers["business_licence"]
        )
    async with await browser_of(mei) as browser:
        assert (await browser.get(f"/admin/reviews/{lin_wei.id}/files/{file_id}")).status_code == 404
        assert (await browser.get(f"/admin/reviews/{other.id}/files/{file_id}")).status_code == 200


async def test_verdicts_from_the_page_approve_the_application(apply, mei, browser_of, send_form):
    lin_wei = await apply()
    page = f"/admin/reviews/{lin_wei.id}"
    async with await browser_of(mei) as browser:
        answer = await send_form(
            browser, page, f"{page}/decisions", revision="1", seen="0", aim="decide", **fields_of(lin_wei)
        )
        assert answer.headers["location"] == page
        assert "Approved. The applicant is told." in text_of(await browser.get(page))
    assert await lin_wei.state() == "approved"


async def test_a_sheet_that_says_too_little_comes_back_with_what_was_typed(apply, mei, browser_of, send_form):
    lin_wei = await apply()
    page, paper = f"/admin/reviews/{lin_wei.id}", lin_wei.papers["business_licence"]
    async with await browser_of(mei) as browser:
        answer = await send_form(
            browser, page, f"{page}/decisions", revision="1", seen="0", aim="decide",
            **{f"verdict-document-{paper}": "more", f"words-document-{paper}": "请补页 <b>"},
        )  # fmt: skip
        assert answer.status_code == 400
        assert "4 of the papers and categories are not decided yet." in text_of(answer)
        assert "请补页 &lt;b&gt;" in answer.text
    assert (await lin_wei.case()).decisions == ()


async def test_the_second_of_two_reviewers_reads_who_decided_what(apply, mei, hua, browser_of, send_form):
    lin_wei = await apply()
    await lin_wei.decide(mei, "save", business_licence=Said("more", words="缺少背面"))
    page = f"/admin/reviews/{lin_wei.id}"
    async with await browser_of(hua) as browser:
        answer = await send_form(
            browser, page, f"{page}/decisions", revision="1", seen="0", aim="decide", **fields_of(lin_wei)
        )
    text = text_of(answer)
    assert answer.status_code == 409
    assert "Somebody else has decided in the meantime." in text
    assert re.search(r"Mei : Business licence — More is asked for .* 缺少背面", text)


async def test_what_was_handed_in_again_shows_what_changed(apply, mei, browser_of, send_form):
    lin_wei = await apply("青禾旧名")
    await lin_wei.decide(mei, all="approve", name=Said("more", "name_misleads"))
    async with platform_scope() as scope:
        await scope.execute(
            "update application set answers = jsonb_set(answers, '{name,shop_name}', '\"青禾新名\"') where id = $1",
            lin_wei.id,
        )
    case = await lin_wei.case()
    await lin_wei.hand_in(at=case.submitted_at + timedelta(days=1))
    page = f"/admin/reviews/{lin_wei.id}"
    async with await browser_of(mei) as browser:
        answer = await send_form(
            browser, page, f"{page}/decisions", revision="1", seen="6", aim="decide", **fields_of(lin_wei)
        )
    assert answer.status_code == 409
    assert "What changed since the last time" in text_of(answer)
    assert "<del>青禾旧名</del>" in answer.text
    assert "<ins>青禾新名</ins>" in answer.text


async def test_the_page_names_other_applicants_with_the_same_data_or_a_name_that_reads_alike(
    street, apply, mei, browser_of
):
    entity = {"kind": "company", "name": "甲公司", "uscc": "91350100M000100Y43", "phone": "13912345678"}
    account = {
        "way": "bank",
        "holder": "甲公司",
        "account": {"sealed": "x", "tail": "1", "digest": "same-one"},
    }
    first = await apply("云杉数字生活馆", answers={"entity": entity, "settlement": account})
    second = await apply("雲·杉点卡店", answers={"entity": entity, "settlement": account})
    street.runtime.parts.pop("shop names", None)  # as if the minute for which they are kept were over
    async with await browser_of(mei) as browser:
        text = text_of(await browser.get(f"/admin/reviews/{second.id}"))
    assert "the same credit code, the same phone number, the same identity or account" in text
    assert "a name that reads alike" in text
    assert "云杉数字生活馆" in text
    assert first.id != second.id


async def test_the_history_of_the_applicant_is_beside_the_application(street, apply, mei, browser_of):
    lin_wei = await apply()
    await lin_wei.decide(mei, all="approve", business_licence=Said("more", words="缺少背面"))
    other = await apply()
    async with platform_scope() as scope:
        await scope.execute(
            "update application set account_id = $2 where id = $1", lin_wei.id, other.account_id
        )
        await scope.execute(
            "update shop set owner_id = $2, state = 'frozen' where id = $1", lin_wei.shop_id, other.account_id
        )
    async with await browser_of(mei) as browser:
        text = text_of(await browser.get(f"/admin/reviews/{other.id}"))
    assert "缺少背面" in text
    assert "Frozen" in text


async def test_notes_stay_with_the_desk(apply, mei, browser_of, send_form):
    lin_wei = await apply()
    page = f"/admin/reviews/{lin_wei.id}"
    async with await browser_of(mei) as browser:
        await send_form(browser, page, f"{page}/notes", words="<i>打过电话</i>")
        answer = await browser.get(page)
    assert "&lt;i&gt;打过电话&lt;/i&gt;" in answer.text


async def test_a_draft_is_nobodys_business_yet(apply, mei, browser_of):
    lin_wei = await apply()
    async with platform_scope() as scope:
        await scope.execute("update application set state = 'draft' where id = $1", lin_wei.id)
    async with await browser_of(mei) as browser:
        assert (await browser.get(f"/admin/reviews/{lin_wei.id}")).status_code == 404


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
async def test_the_desk_speaks_both_languages(apply, mei, browser_of, locale):
    lin_wei = await apply()
    async with await browser_of(mei, locale) as browser:
        for page in (
            "/admin/reviews",
            f"/admin/reviews/{lin_wei.id}",
            "/admin/calendar",
            "/admin/reasons",
            "/admin/reasons/unreadable",
        ):
            answer = await browser.get(page)
            assert answer.status_code == 200
            assert ("审核" in answer.text) == (locale == "zh-CN"), page


async def test_a_reviewer_edits_reasons_and_blanks_that_nothing_fills_are_refused(mei, browser_of, send_form):
    async with await browser_of(mei) as browser:
        answer = await send_form(
            browser,
            "/admin/reasons",
            code="late_fee",
            subject="document",
            verdict="more",
            en="{paper} {price}",
            zh="{paper}",
        )
        assert "Nothing fills the blank {price}." in text_of(answer)
        answer = await send_form(browser, "/admin/reasons/ends_soon", en="{paper} ends.", zh="{paper}到期。")
        assert answer.status_code == 303
        page = await browser.get("/admin/reasons/ends_soon")
    assert "{paper}到期。" in page.text
    assert re.search(r'name="active"[^>]*checked', page.text) is None


async def test_an_admin_sets_a_day_and_a_reviewer_may_only_look(reviewer, mei, browser_of, send_form):
    ada = await reviewer("Ada", "administrator")
    async with await browser_of(ada) as browser:
        answer = await send_form(
            browser,
            "/admin/calendar?year=2033",
            "/admin/calendar/days",
            day="2033-05-06",
            working="no",
            en="Fair",
            zh="集市",
        )
        assert answer.headers["location"] == "/admin/calendar?year=2033"
        assert "Fair" in text_of(await browser.get("/admin/calendar?year=2033"))
    async with await browser_of(mei) as browser:
        assert "Set a day" not in text_of(await browser.get("/admin/calendar?year=2033"))
