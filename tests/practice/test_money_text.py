"""Amounts are read strictly and never as a float."""

import pytest
from bodega_practice.money_text import fen_from_text, text_from_fen
from hypothesis import given
from hypothesis import strategies as some

from bodega.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "fen"),
    [("99.80", 9980), ("99.8", 9980), ("100", 10000), ("0.01", 1), ("9999999999.99", 999999999999)],
)
def test_yuan_text_becomes_fen(text: str, fen: int) -> None:
    assert fen_from_text(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "-1",
        "+1",
        "1e2",
        "NaN",
        "1.234",
        "1.",
        ".5",
        "01",
        "0",
        "0.00",
        "1,000",
        "１",
        "10000000000",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        fen_from_text(text)


def test_a_dialect_drops_trailing_zeros() -> None:
    assert [text_from_fen(fen, trimmed=True) for fen in (9980, 10000, 5, 1001)] == [
        "99.8",
        "100",
        "0.05",
        "10.01",
    ]


@given(some.integers(min_value=1, max_value=10**12 - 1), some.booleans())
def test_every_amount_survives_the_way_there_and_back(fen: int, trimmed: bool) -> None:
    assert fen_from_text(text_from_fen(fen, trimmed=trimmed)) == fen
