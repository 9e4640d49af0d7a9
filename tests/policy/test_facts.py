"""What must be said, what must be true: modules, odds, prices, papers, categories, campaigns."""

import tomllib
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from math import comb

import msgspec
import pytest

from bodega.policy.kinds.draws_match import chance_of_so_few
from bodega.policy.listing import Chance, Demand, FlashSale, Price, ShareTerms, TopUp
from bodega.policy.said import InTwoLanguages

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LICENCE = Demand(
    any_of=frozenset({"publication_number", "operator_authorisation"}),
    name=InTwoLanguages(zh="版号或授权", en="an authorisation"),
)
ODDS = (Chance(prize="SSR", millionths=100_000), Chance(prize="R", millionths=900_000))


def changed(listing, **facts):
    return msgspec.structs.replace(listing, **facts)


def fields_hit(book, listing):
    return {(hit.rule, hit.field) for hit in book.judge(listing)}


def test_nothing_is_wrong_with_an_honest_listing(book, xinghai_card):
    judgement = book.examine(xinghai_card)
    assert judgement.hits == []
    assert judgement.unjudged == []


def test_a_top_up_says_when_for_whom_and_what_on_failure(book, xinghai_card):
    bare = changed(xinghai_card, topup=TopUp(arrival=" "))
    assert fields_hit(book, bare) == {
        ("topup-terms", f"topup.{field}") for field in ("arrival", "operators", "on_failure")
    }
    assert not fields_hit(book, changed(bare, good="code"))


def test_a_missing_module_is_named_in_both_languages(book, xinghai_card):
    (hit,) = book.judge(changed(xinghai_card, texts={**xinghai_card.texts, "guarantee": " "}))
    assert (hit.rule, hit.field) == ("listing-modules", "texts.guarantee")
    assert "售后保障" in hit.message.zh
    assert "after-sales guarantee" in hit.message.en


def test_the_notice_must_be_shown_in_china_only(book, book_elsewhere, xinghai_card):
    silent = changed(xinghai_card, notice_shown=False)
    assert fields_hit(book, silent) == {("notice-of-no-return", "notice_shown")}
    assert not fields_hit(book_elsewhere, silent)


def test_a_rule_whose_fact_is_missing_says_so(book, xinghai_card):
    judgement = book.examine(changed(xinghai_card, notice_shown=None, good=None))
    assert judgement.hits == []
    assert {each.fact for each in judgement.unjudged} == {"notice_shown", "good"}


@pytest.mark.parametrize(
    ("odds", "guilty"),
    [
        (None, True),
        ((), True),
        (ODDS, False),
        ((Chance(prize="SSR", millionths=333_333), Chance(prize="R", millionths=666_667)), False),
        ((Chance(prize="SSR", millionths=100_000), Chance(prize="R", millionths=800_000)), True),
        ((Chance(prize="SSR", millionths=0), Chance(prize="R", millionths=1_000_000)), True),
        ((Chance(prize="SSR", millionths=500_000), Chance(prize="SSR", millionths=500_000)), True),
    ],
)
def test_a_random_good_publishes_odds_that_can_be_true(book, xinghai_card, odds, guilty):
    hits = fields_hit(book, changed(xinghai_card, good="random", odds=odds, draws={}))
    assert hits == ({("odds-published", "odds")} if guilty else set())


@pytest.mark.parametrize(
    ("draws", "guilty"),
    [
        ({"SSR": 0, "R": 60}, False),  # too few to say anything
        ({"SSR": 96, "R": 904}, False),
        ({"SSR": 50, "R": 950}, True),
        ({"SSR": 0, "R": 1_000_000}, True),
        ({"SSR": 300, "R": 700}, True),
        ({"SSR": 10, "R": 85, "UR": 5}, True),  # a prize nobody was told of
    ],
)
def test_draws_are_compared_with_the_published_odds(book, xinghai_card, draws, guilty):
    hits = fields_hit(book, changed(xinghai_card, good="random", odds=ODDS, draws=draws))
    assert hits == ({("draws-match-odds", "draws")} if guilty else set())


def test_the_chance_of_so_few_is_exact():
    for draws, times, chance in ((20, 3, 0.4), (50, 0, 0.1), (200, 30, 0.2)):
        exact = sum(comb(draws, k) * chance**k * (1 - chance) ** (draws - k) for k in range(times + 1))
        assert chance_of_so_few(times, draws, round(chance * 1_000_000)) == pytest.approx(exact)


@pytest.mark.parametrize(
    ("price", "guilty"),
    [
        ({"struck": 12_000, "lowest_in_seven_days": 11_000}, True),
        ({"struck": 12_000, "lowest_in_seven_days": 12_000}, False),
        ({"struck": 12_000, "lowest_in_seven_days": 11_000, "basis": "厂商建议零售价"}, False),
        ({"struck": 12_000, "lowest_in_seven_days": 11_000, "basis": "原 价"}, True),
        ({"struck": 10_000, "basis": "厂商建议零售价"}, True),
        ({}, False),
    ],
)
def test_a_struck_price_without_a_basis_was_really_charged(book, xinghai_card, price, guilty):
    hits = fields_hit(book, changed(xinghai_card, prices=(Price(sku="a", amount=10_000, **price),)))
    assert hits == ({("struck-price-has-basis", "prices.0.struck")} if guilty else set())


def test_a_struck_price_of_which_nobody_knows_is_not_judged(book, xinghai_card):
    judgement = book.examine(changed(xinghai_card, prices=(Price(sku="a", amount=10_000, struck=12_000),)))
    assert judgement.hits == []
    assert [each.fact for each in judgement.unjudged] == ["prices.0.lowest_in_seven_days"]


@pytest.mark.parametrize(
    ("days", "price", "usual", "lowest", "guilty"),
    [(2, 8_000, 10_000, None, False), (2, 10_000, 10_000, None, True), (0, 8_000, 10_000, None, True),
     (60, 8_000, 10_000, None, True), (2, 8_000, 10_000, 8_000, True)],
)  # fmt: skip
def test_a_flash_sale_ends_and_is_cheaper(book, xinghai_card, days, price, usual, lowest, guilty):
    sale = FlashSale(starts_at=NOON, ends_at=NOON + timedelta(days=days), price=price, usual=usual)
    listing = changed(
        xinghai_card, prices=(Price(sku="a", amount=10_000, flash=sale, lowest_in_seven_days=lowest),)
    )
    assert fields_hit(book, listing) == ({("flash-sale-is-true", "prices.0.flash")} if guilty else set())


@pytest.mark.parametrize(
    ("terms", "guilty"),
    [
        ({"rewarded_for": "settled_order"}, set()),
        ({"rewarded_for": "share"}, {("sharing-is-free", "shares.0.rewarded_for")}),
        ({"rewarded_for": "registration"}, {("sharing-is-free", "shares.0.rewarded_for")}),
        ({"rewarded_for": "settled_order", "levels": 3}, {("sharing-is-free", "shares.0.levels")}),
        ({"text": "转发朋友圈领红包"}, {("forced-sharing-words", "shares.0.text")}),
        ({"text": "好友首单完成结算后，双方各得 5 元券"}, set()),
    ],
)
def test_a_reward_follows_a_settled_order_never_the_act_of_sharing(book, xinghai_card, terms, guilty):
    assert fields_hit(book, changed(xinghai_card, shares=(ShareTerms(**terms),))) == guilty


def test_a_demanded_paper_is_held_or_one_that_stands_for_it(book, xinghai_card):
    asked = changed(xinghai_card, demanded=(LICENCE,))
    assert fields_hit(book, asked) == {("papers-for-the-category", "category")}
    assert not fields_hit(book, changed(asked, qualifications=frozenset({"operator_authorisation"})))
    assert [each.fact for each in book.examine(changed(asked, qualifications=None)).unjudged] == [
        "qualifications"
    ]


def test_a_game_card_is_no_other_virtual_good(book, xinghai_card):
    (hit,) = book.judge(
        changed(xinghai_card, title="星穹远征 648 点卡", category=("other", "other_services"))
    )
    assert (hit.rule, hit.severity) == ("category-fits-title", "review")
    assert hit.params["code"] == "games"
    assert "游戏点卡与充值" in hit.suggestion.zh


def test_accounts_have_a_category_and_it_is_closed(book, xinghai_card):
    assert ("closed-categories", "category") in fields_hit(
        book, changed(xinghai_card, category=("games", "games_accounts"))
    )


def test_a_title_lacks_what_buyers_look_for_and_is_only_warned(book, xinghai_card):
    judgement = book.examine(changed(xinghai_card, title="星穹远征"))
    assert [(hit.rule, hit.severity) for hit in judgement.hits] == [("title-says-what-it-is", "warn")]
    assert not judgement.blocks


def test_the_categories_that_rules_name_are_in_the_starting_catalogue(book):
    text = files("bodega.qualifications").joinpath("starting_set/categories.toml").read_text("utf-8")
    known = {each["code"] for each in tomllib.loads(text)["category"]}
    named = set()
    for rule in book.rules:
        parameters = rule.parameters
        named |= {*parameters.get("categories", ()), *parameters.get("vague", ())}
        for sign in parameters.get("signs", ()):
            named |= {sign["category"], *sign.get("also", ())}
        for titles in parameters.get("titles", ()):
            named |= set(titles["categories"])
    assert named
    assert named <= known
