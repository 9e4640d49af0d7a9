"""The journey and the desk speak of the same things: what Ada asks for opens, what she approves leads to a rehearsal."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.moderation.decide_application import decide_application
from bodega.moderation.read_case import read_case
from bodega.moderation.subjects import Said, Sheet, Subject
from bodega.policy.shipped import shipped_rules
from bodega.rulebook.kept_rule import content_of
from bodega.staff.staff_member import StaffMember


@pytest.fixture
async def ada(street) -> StaffMember:
    account_id = await street.account("Ada", platform_role="reviewer")
    return StaffMember(
        account_id, "Ada", "ada@bodega.example", "en", "reviewer", new_id(), datetime.now(UTC),
        has_second_factor=True, gave_second_factor=True, on_platform=True,
    )  # fmt: skip


async def _case(lin_wei):
    async with platform_scope() as scope:
        return await read_case(scope, UUID(lin_wei.application), now=datetime.now(UTC))


async def _decide(lin_wei, ada, said, *, whole: str = ""):
    case = await _case(lin_wei)
    verdicts = {
        **{Subject("category", code): Said("approve") for code in ("games_pc_cards",)},
        **{
            Subject("document", str(paper.id)): Said("approve")
            for paper in case.papers
            if paper.state != "replaced"
        },
        **{Subject("application", step): Said("approve") for step in ("name", "entity", "settlement")},
        **said,
    }
    sheet = Sheet(case.revision, len(case.decisions), verdicts, "decide", Said("", words=whole))
    return await decide_application(
        lin_wei.street.runtime, UUID(lin_wei.application), sheet, by=ada, now=datetime.now(UTC)
    )


async def test_what_ada_asks_for_opens_that_step_and_her_yes_opens_the_shop(lin_wei, ada):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    asked = {Subject("application", "entity"): Said("more", words="请补充门牌号")}
    await _decide(lin_wei, ada, asked)
    assert (await lin_wei.row())["state"] == "more"
    assert "请补充门牌号" in await lin_wei.page("/entity")
    assert (await lin_wei.save("settlement")).status_code == 409
    assert (await lin_wei.save("entity", address="福州市鼓楼区一号102室")).status_code == 303
    assert (await lin_wei.hand_in()).status_code == 303
    await _decide(lin_wei, ada, {})
    assert (await lin_wei.row())["state"] == "approved"
    shop = await lin_wei.shop()
    assert (shop["state"], shop["opens_into"]) == ("opening", "rehearsal")
    assert (await lin_wei.send("/my", f"{lin_wei.home}/withdrawals")).status_code == 409


async def test_a_rule_that_counts_from_today_refuses_the_next_name(lin_wei):
    [names] = [rule for rule in shipped_rules() if rule.id == "shop-name-words"]
    rule = msgspec.structs.replace(
        names, id="shop-name-tonight", parameters={"words": ["琉璃瓦"], "mentions_pass": False}
    )
    async with platform_scope() as scope:
        await scope.execute(
            "insert into rule_version (rule_id, version, draft, effective_from, content, changed_at, changed_by)"
            " values ($1, 1, false, '2026-01-01', $2, now(), 'Ada')",
            rule.id, content_of(rule),
        )  # fmt: skip
    try:
        assert (await lin_wei.save("name", shop_name="琉璃瓦生活馆")).status_code == 422
    finally:
        async with platform_scope() as scope:
            await scope.execute("delete from rule_version where rule_id = $1", rule.id)
    assert (await lin_wei.save("name", shop_name="琉璃瓦生活馆")).status_code == 303
