"""A shop's name is judged as it is typed, and a refused one comes back with names that would do."""

import pytest
from click.testing import CliRunner

from bodega.commands.policy_check_texts import policy_check_texts
from bodega.policy.check_name import check_name


@pytest.mark.parametrize("name", ["星海点卡行", "云听会员店", "墨笔软件", "First Light Codes"])
def test_a_good_name_is_left_alone(book, name):
    verdict = check_name(book, name)
    assert not verdict.refused
    assert verdict.suggestions == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [("星海卡盟", "星海"), ("星海 卡·盟 商城", "星海"), ("云听批發商城", "云听"), ("墨笔总代理", "墨笔"), ("卡盟网", ""), ("腾讯官方旗舰店", "")],
)  # fmt: skip
def test_a_refused_name_comes_back_as_names_that_would_do(book, name, kept):
    verdict = check_name(book, name)
    assert verdict.refused
    assert 2 <= len(verdict.suggestions) <= 3
    assert len(set(verdict.suggestions)) == len(verdict.suggestions)
    for suggestion in verdict.suggestions:
        assert suggestion.startswith(kept)
        assert not check_name(book, suggestion).hits


def test_suggestions_are_the_trades_own_kind_of_name(book):
    assert check_name(book, "星海卡盟").suggestions[:2] == ["星海数字生活馆", "星海虚拟专营店"]


def test_what_others_are_called_is_not_suggested(book):
    first = check_name(book, "星海卡盟").suggestions
    second = check_name(book, "星海卡盟", taken=first).suggestions
    assert len(second) >= 2
    assert not set(first) & set(second)


def test_an_english_wish_gets_english_names(book):
    verdict = check_name(book, "Willow Steam Shop", locale="en")
    assert verdict.refused
    assert verdict.suggestions[0] == "Willow Digital Living"


def test_the_command_tells_the_figures():
    done = CliRunner().invoke(policy_check_texts, ["--no-speed"])
    assert done.exit_code == 0
    assert "wrongly blocked" in done.output
    assert "held out" in done.output
