from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bodega.kernel.errors import InvalidInput
from bodega.kernel.money import Money, exponent, parse_amount

amounts = st.integers(-(10**15), 10**15)
currencies = st.sampled_from(["CNY", "USD", "JPY", "KWD"])
moneys = st.builds(Money, amounts, currencies)


@pytest.mark.parametrize(
    ("currency", "digits"), [("CNY", 2), ("USD", 2), ("JPY", 0), ("ISK", 0), ("KWD", 3), ("HUF", 2)]
)
def test_each_currency_has_its_own_number_of_decimals(currency, digits):
    assert exponent(currency) == digits


@pytest.mark.parametrize("currency", ["", "cny", "RMB", "USDT", "CN"])
def test_an_unknown_currency_is_refused(currency):
    with pytest.raises(ValueError, match="unknown currency"):
        Money(1, currency)


@pytest.mark.parametrize("minor", [1.0, True, "1", 2**63])
def test_an_amount_is_an_integer_that_the_database_can_hold(minor):
    with pytest.raises((TypeError, ValueError)):
        Money(minor, "CNY")


@given(amounts, amounts)
def test_adding_and_taking_away_again_changes_nothing(a, b):
    assert Money(a, "CNY") + Money(b, "CNY") - Money(b, "CNY") == Money(a, "CNY")


@given(amounts, amounts)
def test_money_orders_as_its_minor_units_do(a, b):
    one, other = Money(a, "CNY"), Money(b, "CNY")
    assert (one < other, one <= other, one > other, one >= other) == (a < b, a <= b, a > b, a >= b)


def test_currencies_never_mix():
    yuan, dollars = Money(100, "CNY"), Money(100, "USD")
    for mix in (
        lambda: yuan + dollars,
        lambda: yuan - dollars,
        lambda: yuan < dollars,
        lambda: yuan >= dollars,
        lambda: Money.total([yuan, dollars], "CNY"),
    ):
        with pytest.raises(TypeError, match="do not mix"):
            mix()
    assert yuan != dollars


def test_three_cards_cost_three_times_as_much_and_half_a_card_is_not_sold():
    assert 3 * Money(9980, "CNY") == Money(29940, "CNY")
    with pytest.raises(TypeError):
        Money(9980, "CNY") * 0.5


@given(st.lists(amounts))
def test_a_total_is_the_sum_of_its_lines(lines):
    assert Money.total([Money(line, "CNY") for line in lines], "CNY").minor == sum(lines)


@given(amounts, st.integers(-20_000, 20_000))
def test_a_share_is_never_more_than_half_a_minor_unit_off(minor, basis_points):
    exact = Fraction(minor * basis_points, 10_000)
    assert abs(Money(minor, "CNY").share(basis_points).minor - exact) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("minor", "basis_points", "fee"),
    [(100, 50, 1), (99, 50, 0), (9980, 60, 60), (-100, 50, -1), (9980, 0, 0)],
)
def test_half_a_fen_of_fee_is_rounded_up(minor, basis_points, fee):
    assert Money(minor, "CNY").share(basis_points).minor == fee


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_the_parts_of_a_split_sum_to_the_whole_and_are_off_by_less_than_one(minor, weights):
    parts = [part.minor for part in Money(minor, "CNY").split(weights)]
    assert sum(parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(minor * weight, sum(weights))) < 1


def test_the_odd_fen_goes_to_the_largest_remainder_then_to_the_earlier_line():
    assert [part.minor for part in Money(100, "CNY").split([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(10, "CNY").split([1, 5, 3])] == [1, 6, 3]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_weights_that_mean_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        Money(100, "CNY").split(weights)


@given(st.integers(0, 10**15 - 1), currencies)
def test_what_is_written_for_a_gateway_is_read_back_the_same(minor, currency):
    money = Money(minor, currency)
    assert parse_amount(money.to_decimal_text(), currency) == money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("99.8", "CNY", 9980),
        ("99.80", "CNY", 9980),
        ("0", "CNY", 0),
        ("0.01", "CNY", 1),
        ("500", "JPY", 500),
        ("1.5", "KWD", 1500),
    ],
)
def test_an_amount_is_read_in_major_units(text, currency, minor):
    assert parse_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "99.80 ",
        " 99.80",
        "99.805",
        "99.",
        ".5",
        "+1",
        "-1",
        "1e2",
        "NaN",
        "inf",
        "1,000",
        "1_000",
        "007",
        "1.2.3",
        "９９",
        "٣",
        "1\n",
        "9" * 16,
    ],
)
def test_an_amount_written_in_any_other_way_is_refused(text):
    with pytest.raises(InvalidInput):
        parse_amount(text, "CNY")


def test_yen_have_no_decimals_at_all():
    with pytest.raises(InvalidInput):
        parse_amount("500.00", "JPY")


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(5, "CNY"), "0.05"),
        (Money(-5, "CNY"), "-0.05"),
        (Money(500, "JPY"), "500"),
        (Money(1, "KWD"), "0.001"),
    ],
)
def test_decimal_text_has_every_digit_of_the_currency(money, text):
    assert money.to_decimal_text() == text


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_price_reads_the_same_in_both_languages(locale):
    assert Money(9980, "CNY").format(locale) == "¥99.80"
    assert Money(129_900_000, "CNY").format(locale) == "¥1,299,000.00"
    assert Money(-9980, "CNY").format(locale) == "-¥99.80"
    assert Money(500, "USD").format(locale) == "US$5.00"
    assert Money(500, "JPY").format(locale) == "JP¥500"
    assert Money(99, "EUR").format(locale) == "€0.99"


def test_formatting_follows_iso_where_common_usage_drops_decimals():
    assert Money(12345, "HUF").format("en").endswith("123.45")
    assert Money(12345, "LBP").format("en").endswith("123.45")
    assert Money(12345, "KWD").format("en").endswith("12.345")


@given(moneys)
def test_money_travels_through_json_unchanged(money):
    assert msgspec.json.decode(msgspec.json.encode(money), type=Money) == money


def test_json_carries_minor_units_under_the_name_amount():
    assert msgspec.json.encode(Money(9980, "CNY")) == b'{"amount":9980,"currency":"CNY"}'
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"amount":99.8,"currency":"CNY"}', type=Money)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"amount":1,"currency":"RMB"}', type=Money)
