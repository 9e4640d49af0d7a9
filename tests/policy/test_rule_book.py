"""Rules are data: read strictly, in force from a day to a day, the highest version of each."""

from datetime import date

import msgspec
import pytest

from bodega.policy.hit import Hit
from bodega.policy.judge import RuleBook
from bodega.policy.listing import Listing
from bodega.policy.rule import BadRule, read_rules, rule_from
from bodega.policy.shipped import shipped_rules

RAW = {
    "id": "no-lucky-bags",
    "version": 1,
    "effective_from": "2026-03-01",
    "ends_on": "2026-03-31",
    "severity": "review",
    "kind": "words",
    "scope": ["title"],
    "market": "cn",
    "parameters": {"words": ["福袋"]},
    "message": {"zh": "“{word}”暂不销售。", "en": "“{word}” is not sold for now. {unknown}"},
    "suggestion": {"zh": "请改为明示内容。", "en": "Say what is in it."},
    "sources": [{"law": "平台公告", "article": "2026-03"}],
}


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2026-02-28", False), ("2026-03-01", True), ("2026-03-31", True), ("2026-04-01", False)],
)
def test_a_rule_holds_from_its_first_day_through_its_last(day, holds):
    book = RuleBook([rule_from(RAW)], on=date.fromisoformat(day), market="cn")
    assert bool(book.judge(Listing(title="新春福 袋"))) is holds


def test_the_highest_version_in_force_counts():
    old, new = (
        rule_from(RAW),
        rule_from({**RAW, "version": 2, "effective_from": "2026-03-10", "severity": "block"}),
    )
    before = RuleBook([new, old], on=date(2026, 3, 9), market="cn")
    after = RuleBook([new, old], on=date(2026, 3, 10), market="cn")
    assert [hit.version for hit in before.judge(Listing(title="福袋"))] == [1]
    assert [(hit.version, hit.severity) for hit in after.judge(Listing(title="福袋"))] == [(2, "block")]
    assert before.version != after.version


def test_equal_books_have_equal_versions_in_whatever_order_rules_came():
    rules = [rule_from(RAW), rule_from({**RAW, "id": "another"})]
    assert (
        RuleBook(rules, on=date(2026, 3, 2), market="cn").version
        == RuleBook(rules[::-1], on=date(2026, 3, 3), market="cn").version
    )


def test_a_rule_for_china_does_not_hold_elsewhere():
    assert RuleBook([rule_from(RAW)], on=date(2026, 3, 2), market="everywhere").rules == ()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"severity": "fatal"}, "severity", "Invalid enum value"),
        ({"kind": "telepathy"}, "kind", "telepathy"),
        ({"scope": []}, "scope", "no scope"),
        ({"scope": ["price"]}, "scope", "price"),
        ({"colour": "red"}, None, "colour"),
        ({"ends_on": "2026-02-01"}, "ends_on", "before it begins"),
        ({"parameters": {"words": ["福袋"], "wrods": []}}, "parameters", "wrods"),
        ({"parameters": {"patterns": ["(福"]}}, "parameters", "no pattern"),
        (
            {
                "kind": "category",
                "scope": ["category"],
                "parameters": {
                    "vague": [],
                    "signs": [{"category": "games", "name": {"zh": "一", "en": "a"}, "pattern": "["}],
                },
            },
            "parameters.signs[0]",
            "no pattern",
        ),
        ({"parameters": {}}, "parameters", "neither words nor patterns"),
        ({"parameters": {"words": [7]}}, "parameters.words[0]", "str"),
        ({"id": "No Lucky Bags"}, "id", "regex"),
        ({"parameters": {"patterns": ["(福+)+袋"]}}, "parameters", "without a limit"),
        ({"parameters": {"words": ["福袋"], "unless": ["新春.*福袋"]}}, "parameters", "without a limit"),
        ({"parameters": {"patterns": ["(?:福{1,9}){1,9}袋"]}}, "parameters", "too many ways"),
        ({"parameters": {"patterns": ["福.{0,40}袋.{0,40}福.{0,40}袋"]}}, "parameters", "too many ways"),
        ({"parameters": {"patterns": ["(福|福福){1,60}袋"]}}, "parameters", "too many ways"),
        ({"parameters": {"patterns": ["福.{0,50}袋.{0,50}福"] * 9}}, "parameters", "all patterns"),
        ({"parameters": {"patterns": ["(福)\\1袋"]}}, "parameters", "refers back"),
        ({"parameters": {"patterns": ["福{99999999999}"]}}, "parameters", "no pattern"),
    ],
)
def test_a_rule_that_cannot_be_read_says_which_and_where(wrong, field, said):
    with pytest.raises(BadRule) as refused:
        rule_from({**RAW, **wrong})
    assert refused.value.field == field
    assert said in str(refused.value)
    assert str({**RAW, **wrong}["id"]) in str(refused.value)


@pytest.mark.parametrize(
    "pattern",
    [
        "福{1,9}袋",
        "(?:福袋|盲盒|抽奖)[^，]{0,12}(?:必中|保底|大奖)[^，]{0,8}券",
        "(?<!送)福袋(?!鱼)",
        "^[福袋]{2,60}$",
    ],
)
def test_a_pattern_with_narrow_gaps_is_taken(pattern):
    assert rule_from({**RAW, "parameters": {"patterns": [pattern]}})


def test_one_version_of_a_rule_stands_there_once():
    text = _toml(RAW) * 2
    with pytest.raises(BadRule, match="twice"):
        read_rules(text.encode())


def test_a_blank_that_nothing_is_known_of_stays_empty_and_reads_nothing_else():
    sly = rule_from({**RAW, "message": {"zh": "{word.__class__}{0}{word}", "en": "{word}"}})
    (hit,) = RuleBook([sly], on=date(2026, 3, 2), market="cn").judge(Listing(title="福袋"))
    assert hit.message.zh == "{word.__class__}福袋"


def test_a_hit_is_plain_data_and_comes_back_as_it_was(book):
    hits = book.judge(Listing(title="外·挂 天卡", category=("other",)))
    assert hits
    assert msgspec.json.decode(msgspec.json.encode(hits), type=list[Hit]) == hits


def test_the_hardest_hit_comes_first(book):
    severities = [hit.severity for hit in book.judge(Listing(title="外挂 代练", category=("phone_credit",)))]
    assert severities == ["block", "review", "warn"]


def test_every_shipped_rule_names_its_source_and_speaks_both_languages():
    rules = shipped_rules()
    assert len(rules) >= 25
    for rule in rules:
        assert rule.sources, rule.id
        assert rule.message.zh != rule.message.en
        assert rule.suggestion.zh != rule.suggestion.en


@pytest.mark.parametrize("bait", ["最", "最分享转发邀请透视账号", "人脸代过", "第1"])
def test_a_long_text_of_nothing_but_bait_does_not_stop_the_judge(book, bait):
    text = (bait * 20_000)[:20_000]
    hits = book.judge(Listing(texts={"introduction": text}))
    assert all(0 <= mark.start < mark.end <= len(text) for hit in hits for mark in hit.marks)


def test_a_rule_goes_through_a_row_and_comes_back_the_same():
    for rule in shipped_rules():
        assert rule_from(msgspec.json.decode(msgspec.json.encode(rule))) == rule


def _toml(raw):
    return (
        f'[[rules]]\nid = "{raw["id"]}"\nversion = 1\neffective_from = 2026-03-01\nseverity = "review"\nkind = "words"\n'
        'scope = ["title"]\nmarket = "cn"\nmessage = { zh = "一", en = "a" }\nsuggestion = { zh = "二", en = "b" }\n'
        'sources = [{ law = "平台公告" }]\nparameters = { words = ["福袋"] }\n'
    )
