"""Every hit is a case: told to the platform, appealed, decided, and on both records."""

import asyncio
from types import SimpleNamespace

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.rulebook.decide_case import carry_decision, decide_case
from bodega.rulebook.list_cases import list_cases
from bodega_shop.catalog.delete_product import delete_product
from bodega_shop.catalog.publish_product import unpublish_product
from bodega_shop.compliance import judge_goods as judging
from bodega_shop.compliance.appeal_case import appeal_case
from bodega_shop.compliance.judge_shop import judge_shop
from bodega_shop.insight.read_risk import read_risk

MODERATOR = SimpleNamespace(account_id=None, name="Ada")
GUILTY = "找不到更便宜的 100 元面值"
RULE = "false-promises"


async def decide(shelf, verdict: str, words: str = "看过了") -> None:
    await shelf.tell()
    case = await shelf.case(RULE)
    await decide_case(
        shelf.street.runtime, case["id"], case["revision"], verdict, words, MODERATOR, now=shelf.now
    )
    for _ in range(2):  # a job may run twice
        await carry_decision(shelf.street.runtime, {"case_id": str(case["id"])})
    await shelf.tell()


async def appeal(shelf, words: str = "这是书名") -> None:
    case = await shelf.case(RULE)
    await appeal_case(shelf.shop, case["id"], words, by=shelf.by, now=shelf.now)


async def test_the_platform_is_told_once_however_often_the_job_runs(shelf):
    await shelf.on_sale(introduction=GUILTY)
    for _ in range(2):
        await shelf.tell()
    told = [(one["rule_id"], one["state"]) for one in await shelf.told()]
    assert told.count((RULE, "open")) == 1
    await shelf.tell()
    assert len(await shelf.told()) == len(told)


async def test_an_appeal_that_is_heard_puts_the_good_back_for_good(shelf):
    good = await shelf.on_sale(introduction=GUILTY)
    await appeal(shelf)
    assert await shelf.state(good) == "stopped"
    await decide(shelf, "overturned")
    assert await shelf.state(good) == "published"
    await shelf.save(good, introduction=f"{GUILTY}，秒到账")
    await judge_shop(shelf.shop, now=shelf.now)
    assert await shelf.state(good) == "published"
    assert [(one["state"], one["appeal"]) for one in await shelf.told()] == [("overturned", "这是书名")]


async def test_what_was_excused_once_excuses_nothing_else(shelf):
    good = await shelf.on_sale(introduction=GUILTY)
    await decide(shelf, "overturned")
    await shelf.save(good, introduction="稳赚不赔")
    assert await shelf.state(good) == "stopped"


async def test_a_rule_that_stands_leaves_the_good_off_sale_until_it_is_mended(shelf):
    good = await shelf.on_sale(introduction=GUILTY)
    await appeal(shelf)
    await decide(shelf, "upheld")
    assert (await shelf.case(RULE))["state"] == "upheld"
    assert await shelf.state(good) == "stopped"
    await shelf.save(good)
    assert await shelf.state(good) == "published"
    assert (await shelf.case(RULE))["state"] == "fixed"


async def test_a_case_is_appealed_once_and_with_words(shelf):
    await shelf.on_sale(introduction=GUILTY)
    with pytest.raises(InvalidInput):
        await appeal(shelf, " ")
    await appeal(shelf)
    with pytest.raises(Refused):
        await appeal(shelf)


async def test_a_decision_about_what_has_changed_meanwhile_does_not_count(shelf):
    good = await shelf.on_sale(introduction=GUILTY)
    await shelf.tell()
    seen = await shelf.case(RULE)
    await appeal(shelf)
    await decide_case(
        shelf.street.runtime, seen["id"], seen["revision"], "upheld", "看过了", MODERATOR, now=shelf.now
    )
    await carry_decision(shelf.street.runtime, {"case_id": str(seen["id"])})
    await shelf.tell()
    assert (await shelf.case(RULE))["state"] == "appealed"
    assert [(one["state"], one["verdict"]) for one in await shelf.told()] == [("appealed", "")]
    with pytest.raises(Refused):
        await decide_case(
            shelf.street.runtime, seen["id"], seen["revision"], "upheld", "看过了", MODERATOR, now=shelf.now
        )
    assert await shelf.state(good) == "stopped"


async def test_an_appeal_waits_in_the_queue_and_a_block_waits_for_its_owner(shelf):
    await shelf.on_sale(introduction=GUILTY)
    await shelf.tell()
    assert not [one for one in (await list_cases("waiting"))[0] if one.shop_id == shelf.shop.id]
    await appeal(shelf)
    await shelf.tell()
    assert [one.rule_id for one in (await list_cases("waiting"))[0] if one.shop_id == shelf.shop.id] == [RULE]


async def test_both_records_say_what_happened(shelf):
    await shelf.on_sale(introduction=GUILTY)
    await appeal(shelf)
    await decide(shelf, "overturned", "书名可以")
    assert {"product.stopped", "case.appealed", "case.overturned", "product.restored"} <= set(
        await shelf.deeds()
    )
    async with platform_scope() as scope:
        rows = await scope.fetch("select deed from audit_entry where shop_id = $1", shelf.shop.id)
    assert {"case.appealed", "case.decided_overturned", "case.overturned"} <= {row["deed"] for row in rows}


async def test_two_who_save_at_once_are_judged_one_after_the_other(shelf):
    good = await shelf.on_sale()
    await asyncio.gather(
        *(shelf.save(good, introduction=text) for text in (GUILTY, "100 元", GUILTY, "100 元"))
    )
    async with shop_scope(shelf.shop) as scope:
        text = await scope.fetchval("select introduction from product where id = $1", good)
    assert await shelf.state(good) == ("stopped" if text == GUILTY else "published")
    assert ((await shelf.cases(good)).get(RULE) == "open") == (text == GUILTY)


async def test_a_save_that_dies_between_leaves_everything_as_it_was(shelf, monkeypatch):
    good = await shelf.on_sale()

    async def dying(*_: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(judging, "tell_platform", dying)
    with pytest.raises(ConnectionResetError):
        await shelf.save(good, introduction=GUILTY)
    assert await shelf.state(good) == "published"
    assert await shelf.cases() == {}


async def test_what_is_taken_off_sale_by_hand_does_not_come_back_by_itself(shelf):
    good = await shelf.on_sale(introduction=GUILTY)
    await unpublish_product(shelf.shop, good, by=shelf.by, now=shelf.now)
    await shelf.save(good)
    assert await shelf.state(good) == "draft"
    assert (await shelf.case(RULE))["state"] == "fixed"


async def test_a_draft_that_is_thrown_away_takes_its_cases_along(shelf):
    good = await shelf.on_sale(introduction=GUILTY)
    await unpublish_product(shelf.shop, good, by=shelf.by, now=shelf.now)
    await delete_product(shelf.shop, good, now=shelf.now)
    assert (await shelf.case(RULE))["state"] == "fixed"


async def test_cases_count_as_risk_of_the_good(shelf):
    good = await shelf.draft(introduction=GUILTY)
    sku = await shelf.price(good)
    await shelf.publish(good)
    async with shop_scope(shelf.shop) as scope:
        risk = await read_risk(scope, [sku])
        cases = await scope.fetchval("select count(*) from policy_case where state = 'open'")
    assert risk == {sku: cases}
    assert cases >= 1


async def test_a_name_that_slipped_in_is_a_case_of_the_shop_itself(another_shelf):
    shelf = await another_shelf("星海卡盟")
    await judge_shop(shelf.shop, now=shelf.now)
    assert (await shelf.cases(shelf.shop.id))["shop-name-words"] == "open"
