"""The signature of an answer is over its exact text, whatever stands inside."""

import json

import pytest
from bodega_alipay.cut_answer import cut_answer
from hypothesis import given
from hypothesis import strategies as st

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(), VALUES, min_size=1, max_size=5),
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
)
def test_every_part_is_cut_as_it_was_sent(
    answer: dict[str, object], indent: int | str | None, plain: bool
) -> None:
    text = json.dumps(answer, indent=indent, ensure_ascii=plain).replace("/", "\\/")
    parts = cut_answer(f" {text}\r\n")
    assert list(parts) == list(answer)
    for name, (said, _) in parts.items():
        assert said in text
        assert json.loads(said) == answer[name]


@pytest.mark.parametrize(
    "inside",
    [
        '{"a":"a}b"}',
        '{"a":"{"}',
        '{"sign":"x","b":{"sign":{}}}',
        '{ "a" : "\\"}" , "b":1.10 }',
        '{"a":"\\/"}',
    ],
)
def test_braces_and_signs_inside_mislead_nobody(inside: str) -> None:
    said, _ = cut_answer(f'{{"x_response":{inside},"sign":"S"}}')["x_response"]
    assert said == inside


def test_a_number_stays_the_text_that_was_sent() -> None:
    _, fields = cut_answer('{"r":{"total_amount":99.80,"count":7}}')["r"]
    assert fields == {"total_amount": "99.80", "count": "7"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"a":1',
        '{"a":1}{}',
        '{"a":1,}',
        '{"a" 1}',
        '{"a":1,"a":2}',
        "{1:2}",
        "<html>",
        "[" * 99_999,
    ],
)
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        cut_answer(text)
