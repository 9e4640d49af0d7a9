"""A rule is tried, scheduled, enforced on every shop, and ended."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.policy.rule import rule_from
from bodega.qualifications.china_day import china_day
from bodega.rulebook.enforce import judge_one_shop
from bodega.rulebook.try_rule import newest_trial, try_on_shop, try_rule
from bodega.rulebook.write_rule import drop_draft, end_rule, save_draft, schedule_rule
from bodega_shop.compliance import judge_goods as judging
from bodega_shop.compliance.judge_shop import judge_shop

MODERATOR = SimpleNamespace(account_id=None, name="Ada")


def rule_against(word: str, name: str):
    said = {"zh": "“{word}”不行", "en": "“{word}” is not allowed"}
    return rule_from(
        {
            "id": name, "version": 1, "effective_from": "2026-01-01", "severity": "block", "kind": "words",
            "scope": ["title", "text"], "market": "cn", "parameters": {"words": [word]}, "message": said,
            "suggestion": said, "sources": [{"law": "平台规则"}],
        }
    )  # fmt: skip


@pytest.fixture
async def tonight(shelf):
    """Names of rules of this story alone, ended when it is told, for every story shares one street."""
    names = []

    async def write(word: str, *, begins=None, name: str = "") -> str:
        rule_id = name or f"story-{shelf.shop.id.hex[-10:]}-{len(names)}"
        version = await save_draft(rule_against(word, rule_id), MODERATOR, new=not name, now=shelf.now)
        names.append(rule_id)
        if begins is not None:
            await schedule_rule(
                shelf.street.runtime, rule_id, version, begins, None, MODERATOR, now=shelf.now
            )
        return rule_id

    yield write
    async with platform_scope() as scope:
        await scope.execute("delete from rule_version where rule_id = any($1::text[])", names)


async def enforce(shelf) -> None:
    await judge_shop(shelf.shop, now=shelf.now)


async def test_a_rule_that_is_scheduled_tonight_is_enforced_in_the_morning(shelf, tonight):
    good = await shelf.on_sale(introduction="含青柠味道")
    await tonight("青柠", begins=china_day(shelf.now) + timedelta(days=1))
    await enforce(shelf)
    assert await shelf.state(good) == "published"
    shelf.later(days=1)
    await enforce(shelf)
    assert await shelf.state(good) == "stopped"


async def test_a_rule_that_has_ended_closes_its_cases_and_gives_back_what_it_took(shelf, tonight):
    rule = await tonight("青柠", begins=china_day(shelf.now))
    good = await shelf.on_sale(introduction="含青柠味道")
    assert await shelf.state(good) == "stopped"
    yesterday = china_day(shelf.now) - timedelta(days=1)
    await end_rule(shelf.street.runtime, rule, yesterday, MODERATOR, now=shelf.now)
    await enforce(shelf)
    assert await shelf.state(good) == "published"
    assert (await shelf.cases(good))[rule] == "ended"


async def test_a_new_version_takes_the_place_of_the_old_one(shelf, tonight):
    rule = await tonight("青柠", begins=china_day(shelf.now))
    good, other = await shelf.on_sale(introduction="含青柠"), await shelf.on_sale(introduction="含白桃")
    shelf.later(days=1)
    await tonight("白桃", begins=china_day(shelf.now), name=rule)
    await enforce(shelf)
    assert [await shelf.state(one) for one in (good, other)] == ["published", "stopped"]


async def test_a_trial_names_what_would_be_hit_and_touches_nothing(shelf, tonight):
    good, _ = await shelf.on_sale(introduction="含青柠味道"), await shelf.on_sale()
    rule = await tonight("青柠")
    trial_id = await try_rule(rule, 1, MODERATOR, now=shelf.now)
    job = {"trial_id": str(trial_id), "shop_id": str(shelf.shop.id)}
    for _ in range(2):  # a job may run twice
        await try_on_shop(shelf.street.runtime, job)
    trial = await newest_trial(rule, 1)
    assert (trial.listings, trial.hits) == (2, 1)
    sample = trial.found[0].samples[0]
    assert (sample["listing_id"], sample["words"]) == (str(good), "青柠")
    assert await shelf.state(good) == "published"
    assert await shelf.cases() == {}


async def test_a_draft_counts_for_nobody_and_can_be_thrown_away(shelf, tonight):
    rule = await tonight("青柠")
    assert await shelf.state(await shelf.on_sale(introduction="含青柠味道")) == "published"
    await drop_draft(rule, 1, MODERATOR, now=shelf.now)


async def test_a_rule_cannot_begin_in_the_past(shelf, tonight):
    with pytest.raises(InvalidInput):
        await tonight("青柠", begins=china_day(shelf.now) - timedelta(days=1))


async def test_a_rule_that_begins_while_somebody_saves_is_caught_by_the_second_look(
    shelf, tonight, monkeypatch
):
    """The save judged by the old book commits after the first look passed; the second one, two minutes later, finds it."""
    good = await shelf.on_sale()
    reached, go_on = asyncio.Event(), asyncio.Event()
    gather = judging.gather_listings

    async def dawdling(scope, ground, product_ids):
        reached.set()
        await go_on.wait()
        return await gather(scope, ground, product_ids)

    monkeypatch.setattr(judging, "gather_listings", dawdling)
    save = asyncio.create_task(shelf.save(good, introduction="含青柠味道"))
    await reached.wait()
    await tonight("青柠", begins=china_day(shelf.now))
    monkeypatch.undo()
    await enforce(shelf)
    go_on.set()
    await save
    assert await shelf.state(good) == "published"
    await judge_one_shop(shelf.street.runtime, {"shop_id": str(shelf.shop.id)})
    assert await shelf.state(good) == "stopped"


async def test_the_second_look_is_asked_for_with_the_rule(shelf, tonight):
    async def waiting(pool) -> int:
        return await pool.fetchval("select count(*) from queue.pgqueuer where entrypoint = 'rules.judge_all'")

    before = await waiting(shelf.street.owner_pool)
    await tonight("青柠", begins=china_day(shelf.now))
    assert await waiting(shelf.street.owner_pool) >= before + 1


async def test_every_product_has_at_most_one_case_at_work_for_a_rule(shelf):
    good = await shelf.on_sale(introduction="全网最低价")
    await asyncio.gather(*(enforce(shelf) for _ in range(3)))
    async with shop_scope(shelf.shop) as scope:
        rows = await scope.fetch(
            "select rule, count(*) as n from policy_case where subject_id = $1 group by rule", good
        )
    assert rows
    assert all(row["n"] == 1 for row in rows)
