"""Handing in: not before nothing is missing, whole, once, and again when the platform asks for more."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.kernel.mail_server import MailServer


async def _submissions(lin_wei):
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select revision, content from submission where application_id = $1 order by revision",
            UUID(lin_wei.application),
        )
    return [(row["revision"], row["content"]) for row in rows]


async def _categories(lin_wei):
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select category, state from application_category where application_id = $1 order by category",
            UUID(lin_wei.application),
        )
    return {row["category"]: row["state"] for row in rows}


async def _ask_for_more(lin_wei, *decisions, categories=(), papers=()):
    """As the review desk writes it: (subject, subject_id, reason)."""
    application = UUID(lin_wei.application)
    async with platform_scope() as scope:
        await scope.execute("update application set state = 'more', due_at = null where id = $1", application)
        revision = await scope.fetchval("select revision from application where id = $1", application)
        for subject_id, reason in decisions:
            await scope.execute(
                "insert into decision (id, application_id, revision, subject, subject_id, verdict, template, reason,"
                " actor_id, actor, at) values ($1, $2, $3, 'application', $4, 'more', '', $5, $1, 'Ada', $6)",
                new_id(), application, revision, subject_id, reason, datetime.now(UTC),
            )  # fmt: skip
        for code, reason in categories:
            await scope.execute(
                "update application_category set state = 'more', reason = $3 where application_id = $1 and category = $2",
                application, code, reason,
            )  # fmt: skip
        for kind, reason in papers:
            await scope.execute(
                "update document set state = 'more', reason = $3 where application_id = $1 and kind = $2",
                application, kind, reason,
            )  # fmt: skip


@pytest.mark.parametrize("left_out", ["goods", "name", "entity", "settlement", "agreement"])
async def test_what_is_missing_is_said_and_nothing_is_handed_in(lin_wei, left_out):
    for step in ("goods", "name", "entity", "settlement", "agreement"):
        if step != left_out:
            await lin_wei.save(step)
    if left_out != "goods":
        await lin_wei.add_every_paper()
    answer = await lin_wei.hand_in()
    assert answer.status_code == 422
    assert "Still missing:" in answer.text
    assert (await lin_wei.row())["state"] == "draft"
    assert await _submissions(lin_wei) == []


async def test_a_missing_paper_is_named(lin_wei):
    for step in ("goods", "name", "entity", "settlement", "agreement"):
        await lin_wei.save(step)
    answer = await lin_wei.hand_in()
    assert answer.status_code == 422
    assert "Missing: Business licence" in answer.text
    assert "Missing: Publication number of a game / Authorisation of the game&#39;s operator" in answer.text


async def test_the_submission_holds_everything_with_the_digests_of_the_files(lin_wei):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    [(revision, content)] = await _submissions(lin_wei)
    assert revision == 1
    assert content["answers"]["name"]["slug"] == lin_wei.slug
    assert "11010519491231002X" not in str(content)
    assert {paper["kind"] for paper in content["papers"]} == {
        "business_licence", "representative_identity", "settlement_account", "operator_authorisation",
    }  # fmt: skip
    assert all(len(file["digest"]) == 64 for paper in content["papers"] for file in paper["files"])
    assert content["catalogue"] >= 1
    assert content["applicant"]["name"] == "Lin Wei"
    assert await _categories(lin_wei) == {"games_pc_cards": "wanted"}


async def test_papers_are_handed_in_with_the_application(lin_wei):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    async with platform_scope() as scope:
        states = await scope.fetch(
            "select distinct state from document where application_id = $1", UUID(lin_wei.application)
        )
    assert [row["state"] for row in states] == ["submitted"]


async def test_two_clicks_hand_in_once(lin_wei):
    await lin_wei.fill_in_everything()
    answers = await asyncio.gather(lin_wei.hand_in(), lin_wei.hand_in())
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert [revision for revision, _ in await _submissions(lin_wei)] == [1]


async def test_what_is_handed_in_cannot_be_changed(lin_wei):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    before = (await lin_wei.row())["answers"]
    for step in ("goods", "name", "entity", "settlement", "agreement"):
        assert (await lin_wei.save(step)).status_code == 409
    assert (await lin_wei.row())["answers"] == before
    assert "This step is closed for now" in await lin_wei.page("/entity")


async def test_a_name_that_was_good_and_is_refused_by_now_is_not_handed_in(lin_wei):
    await lin_wei.fill_in_everything()
    async with platform_scope() as scope:
        await scope.execute(
            """update application set answers = jsonb_set(answers, '{name,shop_name}', '"星海卡盟"') where id = $1""",
            UUID(lin_wei.application),
        )
    answer = await lin_wei.hand_in()
    assert answer.status_code == 422
    assert (await lin_wei.row())["state"] == "draft"


async def test_an_address_that_was_not_confirmed_holds_the_application_up(lin_wei, settings_are):
    await lin_wei.fill_in_everything()
    settings_are(
        open_shops_at_once=False,
        mail_server=MailServer(host="127.0.0.1", port=9, security="none", sender="street@bodega.test"),
    )
    answer = await lin_wei.hand_in()
    assert answer.status_code == 422
    assert "Please open the link that we sent to your e-mail address." in answer.text
    async with platform_scope() as scope:
        await scope.execute("update account set email_proven_at = now() where id = $1", lin_wei.account_id)
    assert (await lin_wei.hand_in()).status_code == 303
    async with platform_scope() as scope:
        posted = await scope.fetchval(
            "select count(*) from mail m join account a on a.email = m.recipient where a.id = $1",
            lin_wei.account_id,
        )
    assert posted == 1


async def test_the_steps_that_were_asked_for_open_again_with_the_words_beside_them(lin_wei):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    await _ask_for_more(lin_wei, ("entity", "地址与执照不符"), papers=[("business_licence", "照片模糊")])
    page = await lin_wei.page()
    assert "The reviewer wants to know more" in page
    assert "地址与执照不符" in page
    assert "Business licence: 照片模糊" in page
    step = await lin_wei.page("/entity")
    assert "地址与执照不符" in step
    assert "disabled" not in step
    assert (await lin_wei.save("name")).status_code == 409
    assert (await lin_wei.save("entity", address="福州市仓山区二号")).status_code == 303
    too_early = await lin_wei.hand_in()
    assert "Missing: Business licence" in too_early.text
    await lin_wei.add_paper("business_licence", holder="星海（福州）科技有限公司", uscc="91350100M000100Y43")
    assert (await lin_wei.hand_in()).status_code == 303
    submissions = await _submissions(lin_wei)
    assert [revision for revision, _ in submissions] == [1, 2]
    assert submissions[0][1]["answers"]["entity"]["address"] == "福州市鼓楼区一号"
    assert submissions[1][1]["answers"]["entity"]["address"] == "福州市仓山区二号"
    assert (await lin_wei.shop())["state"] == "review"
    assert (await lin_wei.row())["due_at"] is not None


async def test_a_word_about_the_whole_opens_every_step(lin_wei):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    await _ask_for_more(lin_wei, ("", "请核对全部内容"))
    for step in ("goods", "name", "entity", "settlement", "agreement"):
        assert (await lin_wei.save(step)).status_code == 303
        assert "请核对全部内容" in await lin_wei.page(f"/{step}")


async def test_a_change_that_breaks_another_step_opens_that_one_too(lin_wei):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    await _ask_for_more(lin_wei, ("entity", "名称与执照不符"))
    assert (await lin_wei.save("settlement", holder="星海科技")).status_code == 409
    await lin_wei.save("entity", name="星海科技")
    assert (await lin_wei.save("settlement", holder="星海科技")).status_code == 303


async def test_what_was_decided_of_categories_stays_and_the_rest_is_asked_anew(lin_wei):
    await lin_wei.fill_in_everything()
    await lin_wei.save("goods", c_games_mobile_cards="on", c_games_pc_topup="on")
    await lin_wei.add_paper(
        "operator_authorisation", grantor="星海网络", goods="手游", covers_games_mobile_cards="on",
        covers_games_pc_topup="on", valid_from="2026-01-01", valid_until="2099-12-31",
    )  # fmt: skip
    assert (await lin_wei.hand_in()).status_code == 303
    async with platform_scope() as scope:
        await scope.execute(
            "update application_category set state = 'approved' where application_id = $1 and category = 'games_pc_cards'",
            UUID(lin_wei.application),
        )
    await _ask_for_more(lin_wei, categories=[("games_pc_topup", "充值来源？")])
    assert "充值来源？" in await lin_wei.page("/goods")
    assert (await lin_wei.save("goods", c_games_mobile_cards="on")).status_code == 303
    assert (await lin_wei.hand_in()).status_code == 303
    assert await _categories(lin_wei) == {"games_mobile_cards": "wanted", "games_pc_cards": "approved"}


async def test_a_category_that_closes_meanwhile_has_to_go(lin_wei):
    await lin_wei.fill_in_everything()
    close = "update trade_category set state = $1 where code = 'games_pc_cards'"
    async with platform_scope() as scope:
        await scope.execute(close, "closed")
    try:
        answer = await lin_wei.hand_in()
        assert "is not for sale here any more" in answer.text
    finally:
        async with platform_scope() as scope:
            await scope.execute(close, "open")


async def test_a_refusal_and_its_reasons_stay_readable(lin_wei):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    async with platform_scope() as scope:
        await scope.execute(
            "update application set state = 'refused', decided_at = now() where id = $1",
            UUID(lin_wei.application),
        )
        await scope.execute(
            "insert into decision (id, application_id, revision, subject, subject_id, verdict, template, reason,"
            " actor_id, actor, at) values ($1, $2, 1, 'application', '', 'refuse', '', '授权书是伪造的', $1, 'Ada', now())",
            new_id(), UUID(lin_wei.application),
        )  # fmt: skip
    page = await lin_wei.page()
    assert "授权书是伪造的" in page
    assert "begin a new application" in page
    assert (await lin_wei.save("goods")).status_code == 409
