"""A feature says odds, draws, flash sales and campaigns; the rules hold a good to them as to its words."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega_shop.compliance.judge_shop import judge_shop, judge_shop_again
from bodega_shop.extend import Chance, FlashSale, ListingFacts, ShareTerms, say_of_listing

ODDS = (Chance(prize="SSR", millionths=100_000), Chance(prize="R", millionths=900_000))


async def say(shelf, product_id, facts, source="lucky"):
    """As a feature says it, and the job that follows the commit."""
    async with shop_scope(shelf.shop) as scope:
        await say_of_listing(scope, source, product_id, facts, now=shelf.now)
    payload = {"product_id": str(product_id)} if product_id else {}
    await judge_shop_again(shelf.street.runtime, shelf.shop, payload)


async def make_random(shelf, product_id):
    """As the feature will that sells by chance: until then no good may be of that kind."""
    async with shop_scope(shelf.shop) as scope:
        await scope.execute("alter table product drop constraint product_kind_check")
        await scope.execute("update product set kind = 'random' where id = $1", product_id)


async def sku_of(shelf, product_id):
    async with shop_scope(shelf.shop) as scope:
        return await scope.fetchval("select id from sku where product_id = $1", product_id)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (ListingFacts(odds=ODDS, draws={"SSR": 96, "R": 904}), None),
        (ListingFacts(odds=ODDS[:1]), "odds-published"),
        (ListingFacts(odds=ODDS, draws={"SSR": 50, "R": 950}), "draws-match-odds"),
        (ListingFacts(odds=ODDS, draws={"SSR": 0, "R": 60}), None),
    ],
)
async def test_a_random_good_is_held_to_its_odds_and_draws(shelf, facts, rule):
    good = await shelf.on_sale()
    await make_random(shelf, good)
    await say(shelf, good, facts)
    assert await shelf.state(good) == ("stopped" if rule else "published")
    assert (await shelf.cases(good)).get(rule) == ("open" if rule else None)


async def test_a_flash_sale_that_is_none_stops_the_good_until_it_is_mended(shelf):
    good = await shelf.on_sale()
    sku = await sku_of(shelf, good)
    now = shelf.street.runtime.clock.now()

    def sale(price, days=2):
        return ListingFacts(
            flash={
                sku: FlashSale(starts_at=now, ends_at=now + timedelta(days=days), price=price, usual=99_999)
            }
        )

    await say(shelf, good, sale(9_980))  # what it costs anyway
    assert await shelf.state(good) == "stopped"
    assert (await shelf.cases(good))["flash-sale-is-true"] == "open"
    await say(shelf, good, sale(8_000))
    assert await shelf.state(good) == "published"
    await say(shelf, good, sale(8_000, days=60))
    assert await shelf.state(good) == "stopped"
    await say(shelf, good, None)
    assert await shelf.state(good) == "published"


async def test_a_flash_sale_is_compared_with_what_was_charged_in_the_week_before(shelf):
    good = await shelf.on_sale()
    sku = await sku_of(shelf, good)
    shelf.later(days=10)
    await shelf.reprice(sku, "70")
    shelf.later(days=2)
    await shelf.reprice(sku, "99")
    now = shelf.street.runtime.clock.now()
    facts = ListingFacts(
        flash={sku: FlashSale(starts_at=now, ends_at=now + timedelta(days=1), price=7_500, usual=9_900)}
    )
    await say(shelf, good, facts)
    assert await shelf.state(good) == "stopped"


async def test_a_campaign_that_rewards_the_act_of_sharing_is_told_whoever_brought_it(shelf):
    good = await shelf.on_sale()
    honest = ListingFacts(
        shares=(ShareTerms(text="好友首单结算后各得 5 元券", rewarded_for="settled_order"),)
    )
    forced = ListingFacts(shares=(ShareTerms(text="邀请有礼", rewarded_for="share"),))
    await say(shelf, good, honest, source="invitations")
    assert await shelf.state(good) == "published"
    await say(shelf, good, forced, source="lucky")
    assert await shelf.state(good) == "stopped"
    await say(shelf, good, None, source="lucky")
    assert await shelf.state(good) == "published"
    await say(shelf, None, ListingFacts(shares=(ShareTerms(text="转发朋友圈领红包", rewarded_for="share"),)))
    cases = await shelf.cases(shelf.shop.id)
    assert cases["sharing-is-free"] == "open"
    assert cases["forced-sharing-words"] == "open"


async def test_what_is_said_again_and_again_is_one_row_and_the_morning_reads_it_too(shelf):
    good = await shelf.on_sale()
    facts = ListingFacts(promotions=("转发朋友圈集赞 50 个送会员",))
    async with shop_scope(shelf.shop) as scope:
        await say_of_listing(scope, "lucky", good, facts, now=shelf.now)
        await say_of_listing(scope, "lucky", good, facts, now=shelf.now)
        assert await scope.fetchval("select count(*) from listing_facts where product_id = $1", good) == 1
    assert await judge_shop(shelf.shop, now=shelf.now) == 1
    assert await shelf.state(good) == "stopped"


async def test_facts_that_cannot_be_meant_are_refused(shelf):
    good = await shelf.draft()
    async with shop_scope(shelf.shop) as scope:
        with pytest.raises(NotFound):
            await say_of_listing(scope, "lucky", uuid4(), ListingFacts(), now=shelf.now)
        with pytest.raises(InvalidInput):
            await say_of_listing(scope, "lucky", good, ListingFacts(draws={"SSR": -1}), now=shelf.now)
        moment = shelf.now.replace(tzinfo=None)
        with pytest.raises(InvalidInput):
            await say_of_listing(
                scope, "lucky", good,
                ListingFacts(flash={uuid4(): FlashSale(starts_at=moment, ends_at=moment, price=1)}), now=shelf.now,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("where", "text", "rule"),
    [
        ("title", "盲盒必出 SSR，百分百抽中", "false-promises"),
        ("introduction", "开出 SSR 的机会百分之百，不中全退", "false-promises"),
        ("introduction", "分享到微信群即可领红包", "forced-sharing-words"),
        ("introduction", "全网最低价限时秒杀", "false-promises"),
    ],
)
async def test_claims_in_words_are_caught_before_any_such_feature_is_there(shelf, where, text, rule):
    good = await (shelf.draft(text) if where == "title" else shelf.draft(introduction=text))
    assert not await shelf.publish(good)
    assert (await shelf.cases(good))[rule] == "open"
