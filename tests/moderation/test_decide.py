"""What Mei decides counts for the application, its papers and its shop, and is on the record for good."""

from datetime import UTC, datetime

import asyncpg
import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, Refused, StateConflict
from bodega.moderation.asked_for import asked_for
from bodega.moderation.compare_submissions import compare
from bodega.moderation.decide_application import HandedInAgain, OthersDecided, Withdrawn
from bodega.moderation.free_address import free_address
from bodega.moderation.subjects import DOCUMENT, Said, Sheet, Subject
from bodega.street.open_shop import finish_opening


async def test_a_good_application_is_approved_and_the_shop_opens_into_rehearsal(street, apply, mei):
    lin_wei = await apply()
    outcome = await lin_wei.decide(mei, all="approve")
    assert (outcome.state, outcome.count) == ("approved", 5)
    assert await lin_wei.shop_state() == "opening"
    await finish_opening(street.runtime, street.owner_pool, lin_wei.shop_id, now=street.runtime.clock.now())
    assert await lin_wei.shop_state() == "rehearsal"
    shop = await street.runtime.directory.by_id(lin_wei.shop_id)
    assert "games_pc_cards" in shop.trades
    assert "business_licence" in shop.papers


async def test_every_verdict_and_the_end_are_in_the_record_and_in_the_audit_trail(apply, mei):
    lin_wei = await apply()
    await lin_wei.decide(mei, all="approve")
    case = await lin_wei.case()
    assert [one.verdict for one in case.decisions] == ["approve"] * 6
    assert {one.actor for one in case.decisions} == {"Mei"}
    async with platform_scope() as scope:
        deeds = await scope.fetch(
            "select deed from audit_entry where shop_id = $1 and actor_id = $2",
            lin_wei.shop_id,
            mei.account_id,
        )
    assert {"review.approved", "shop.approved"} <= {row["deed"] for row in deeds}


async def test_nobody_rewrites_a_decision(apply, mei):
    lin_wei = await apply()
    await lin_wei.decide(mei, all="approve")
    for statement in ("update decision set verdict = 'refuse'", "delete from decision"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with platform_scope() as scope:
                await scope.execute(statement + " where application_id = $1", lin_wei.id)


async def test_what_is_missing_opens_the_steps_again_with_the_words_and_a_mail(apply, mei, mailing):
    lin_wei = await apply()
    outcome = await lin_wei.decide(
        mei,
        all="approve",
        business_licence=Said("more", "unreadable"),
        entity=Said("more", words="电话打不通"),
    )
    assert outcome.state == "more"
    asked = {(one.step, one.verdict): one.reason for one in await lin_wei_asked(lin_wei)}
    assert "营业执照" in asked["papers", "more"]
    assert asked["entity", "more"] == "电话打不通"
    assert await lin_wei.shop_state() == "review"
    async with platform_scope() as scope:
        recipient = await scope.fetchval("select email from account where id = $1", lin_wei.account_id)
        assert await scope.fetchval("select count(*) from mail where recipient = $1", recipient) == 1
        paper = await scope.fetchval(
            "select state from document where id = $1", lin_wei.papers["business_licence"]
        )
    assert paper == "more"


async def lin_wei_asked(applicant):
    async with platform_scope() as scope:
        return await asked_for(scope, applicant.id)


async def test_the_second_round_asks_only_for_what_is_new(apply, mei):
    lin_wei = await apply()
    await lin_wei.decide(mei, all="approve", business_licence=Said("more", "unreadable"))
    await lin_wei.add("business_licence", colour="#3c3", uscc="91350100M000100Y43")
    await lin_wei.hand_in()
    case = await lin_wei.case()
    open_ones = [subject for subject in case.subjects() if not case.verdict(subject)]
    assert open_ones == [Subject(DOCUMENT, str(lin_wei.papers["business_licence"]))]
    outcome = await lin_wei.decide(mei, business_licence="approve")
    assert outcome.state == "approved"


async def test_a_refusal_closes_the_way_and_frees_the_address_after_thirty_days(street, apply, mei):
    lin_wei = await apply()
    async with platform_scope() as scope:
        slug = await scope.fetchval("select slug from shop where id = $1", lin_wei.shop_id)
    case = await lin_wei.case()
    sheet = Sheet(case.revision, 0, {}, "refuse", Said("refuse", "made_up"))
    assert (await lin_wei.send(sheet, mei)).state == "refused"
    assert await lin_wei.shop_state() == "refused"
    async with platform_scope() as scope:
        reason = await scope.fetchval("select state_reason from shop where id = $1", lin_wei.shop_id)
    assert "不属实" in reason
    for _ in range(2):
        await free_address(street.runtime, {"shop_id": str(lin_wei.shop_id)})
    async with platform_scope() as scope:
        assert not await scope.fetchval("select count(*) from shop where slug = $1", slug)
        assert not await scope.fetchval("select count(*) from shop_host where shop_id = $1", lin_wei.shop_id)


async def test_nothing_is_refused_without_a_reason(apply, mei):
    lin_wei = await apply()
    with pytest.raises(InvalidInput):
        await lin_wei.decide(mei, all="approve", business_licence="refuse")
    with pytest.raises(InvalidInput):
        await lin_wei.decide(mei, "refuse")
    assert (await lin_wei.case()).decisions == ()


async def test_nothing_is_decided_while_a_part_is_left(apply, mei):
    lin_wei = await apply()
    with pytest.raises(InvalidInput) as raised:
        await lin_wei.decide(mei, business_licence="approve")
    assert raised.value.params == {"count": 4}
    outcome = await lin_wei.decide(mei, "save", business_licence="approve")
    assert (outcome.state, outcome.count) == ("saved", 1)
    assert (await lin_wei.decide(mei, all="approve")).state == "approved"


async def test_a_category_is_not_approved_while_its_paper_is_not(apply, mei):
    lin_wei = await apply()
    with pytest.raises(InvalidInput, match="is asked for and not approved"):
        await lin_wei.decide(mei, all="approve", operator_authorisation=Said("refuse", "altered"))
    outcome = await lin_wei.decide(
        mei, all="approve", operator_authorisation=Said("refuse", "altered"), games_pc_cards=Said("refuse", "not_qualified")
    )  # fmt: skip
    assert outcome.state == "refused"


async def test_one_category_may_be_refused_and_the_others_open(apply, mei):
    lin_wei = await apply(categories=("games_pc_cards", "games_mobile_cards"))
    outcome = await lin_wei.decide(mei, all="approve", games_mobile_cards=Said("refuse", "not_here"))
    assert outcome.state == "approved"
    async with platform_scope() as scope:
        trades = await scope.fetchval("select trades from shop where id = $1", lin_wei.shop_id)
    assert "games_pc_cards" in trades
    assert "games_mobile_cards" not in trades


async def test_high_risk_takes_a_second_person_and_not_the_same_one(apply, mei, hua, risky):
    lin_wei = await apply(categories=(risky,))
    assert (await lin_wei.decide(mei, all="approve")).state == "pending"
    assert await lin_wei.state() == "submitted"
    async with platform_scope() as scope:
        assert await scope.fetchval("select trades from shop where id = $1", lin_wei.shop_id) == []
    with pytest.raises(Refused, match="another person"):
        await lin_wei.decide(mei, **{risky: "second"})
    assert (await lin_wei.decide(mei, all="approve")).state == "pending"
    assert (await lin_wei.decide(hua, **{risky: "second"})).state == "approved"
    [wanted] = (await lin_wei.case()).categories
    assert (wanted.decided_by, wanted.seconded_by) == (mei.account_id, hua.account_id)


async def test_the_database_too_refuses_a_second_by_the_same_person_and_an_approval_without(
    apply, mei, risky
):
    lin_wei = await apply(categories=(risky,))
    await lin_wei.decide(mei, all="approve")
    for change in ("seconded_by = decided_by", "state = 'approved'"):
        with pytest.raises(asyncpg.CheckViolationError):
            async with platform_scope() as scope:
                await scope.execute(
                    f"update application_category set {change} where application_id = $1", lin_wei.id
                )


async def test_a_risk_that_is_lowered_after_the_hand_in_still_takes_two(apply, mei, hua, risky):
    lin_wei = await apply(categories=(risky,))
    async with platform_scope() as scope:
        await scope.execute("update trade_category set risk = 'low' where code = $1", risky)
    assert [one.risk for one in (await lin_wei.case()).categories] == ["high"]
    assert (await lin_wei.decide(mei, all="approve")).state == "pending"
    assert (await lin_wei.decide(hua, **{risky: "second"})).state == "approved"


async def test_the_second_person_may_refuse_what_the_first_approved(apply, mei, hua, risky):
    lin_wei = await apply(categories=(risky,))
    await lin_wei.decide(mei, all="approve")
    outcome = await lin_wei.decide(hua, **{risky: Said("refuse", "not_qualified")})
    assert outcome.state == "refused"


async def test_of_two_reviewers_at_once_the_second_is_told_who_decided_what(apply, mei, hua):
    lin_wei = await apply()
    seen_by_hua = await lin_wei.sheet(all="approve")
    await lin_wei.decide(mei, "save", business_licence=Said("more", "pages_missing"))
    with pytest.raises(OthersDecided) as raised:
        await lin_wei.send(seen_by_hua, hua)
    [news] = raised.value.decisions
    assert (news.actor, news.verdict) == ("Mei", "more")
    assert len((await lin_wei.case()).decisions) == 1


async def test_an_application_that_is_decided_is_not_decided_again(apply, mei, hua):
    lin_wei = await apply()
    sheet = await lin_wei.sheet(all="approve")
    await lin_wei.send(sheet, mei)
    with pytest.raises(OthersDecided) as raised:
        await lin_wei.send(sheet, hua)
    assert len(raised.value.decisions) == 6


async def test_what_was_withdrawn_or_handed_in_again_is_not_decided_by_an_old_page(apply, mei):
    lin_wei = await apply()
    old = await lin_wei.sheet(all="approve")
    await lin_wei.decide(mei, all="approve", business_licence=Said("more", "unreadable"))
    await lin_wei.hand_in(at=datetime(2026, 11, 24, 2, tzinfo=UTC))
    with pytest.raises(HandedInAgain):
        await lin_wei.send(old, mei)
    async with platform_scope() as scope:
        await scope.execute("update application set state = 'withdrawn' where id = $1", lin_wei.id)
    with pytest.raises(Withdrawn):
        await lin_wei.decide(mei, all="approve")


async def test_verdicts_about_somebody_elses_papers_are_refused(apply, mei):
    lin_wei, other = await apply(), await apply()
    sheet = await lin_wei.sheet("save")
    foreign = Subject(DOCUMENT, str(other.papers["business_licence"]))
    with pytest.raises(InvalidInput):
        await lin_wei.send(Sheet(sheet.revision, 0, {foreign: Said("approve")}, "save"), mei)
    with pytest.raises(StateConflict):
        await lin_wei.decide(mei, "save", business_licence="second")


async def test_what_was_asked_of_a_step_can_be_taken_back_before_the_end(apply, mei):
    lin_wei = await apply()
    await lin_wei.decide(mei, "save", entity=Said("more", words="电话打不通"))
    assert (await lin_wei.decide(mei, all="approve", entity="approve")).state == "approved"


def test_a_business_that_moved_is_a_change_and_where_it_agreed_from_is_none():
    papers = [{"kind": "business_licence", "fields": {"address": "福州市鼓楼区 1 号"}}]
    before = {
        "answers": {"entity": {"address": "福州"}, "agreement": {"address": "192.0.2.1"}},
        "papers": papers,
    }
    moved = [{"kind": "business_licence", "fields": {"address": "北京市海淀区 2 号"}}]
    after = {
        "answers": {"entity": {"address": "北京"}, "agreement": {"address": "192.0.2.9"}},
        "papers": moved,
    }
    assert {one.place for one in compare(before, after)} == {
        "answers.entity.address", "papers.business_licence.fields.address"
    }  # fmt: skip
