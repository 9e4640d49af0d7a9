"""Mei pastes lists and uploads TXT and CSV files into the console of 星海点卡行."""

import pytest

from bodega_shop.stock.code_line import MAX_LINES
from bodega_shop.stock.decode_text_file import UnreadableFile
from bodega_shop.stock.read_code_lines import read_code_lines


def fields_of(codes):
    return [line.fields for line in codes.lines]


@pytest.mark.parametrize(
    ("text", "found", "fields"),
    [
        ("A1----P1\nA2----P2\n", "dashes", [("A1", "P1"), ("A2", "P2")]),
        ("A1\tP1\nA2\tP2\n", "tab", [("A1", "P1"), ("A2", "P2")]),
        ("A1,P1\nA2,P2\n", "comma", [("A1", "P1"), ("A2", "P2")]),
        ("A1\nA2\n", "none", [("A1",), ("A2",)]),
        ("A1----P1", "dashes", [("A1", "P1")]),
        (
            "A1----P1----2027-01\nA2----P2----2027-02",
            "dashes",
            [("A1", "P1", "2027-01"), ("A2", "P2", "2027-02")],
        ),
        ("A1----p,1\nA2----p,2", "dashes", [("A1", "p,1"), ("A2", "p,2")]),
        ("A1 ---- P1 \n　A2　----　P2", "dashes", [("A1", "P1"), ("A2", "P2")]),
    ],
)
def test_the_separator_that_the_lines_agree_on_is_found(text, found, fields):
    codes = read_code_lines(text)
    assert (codes.separator, fields_of(codes)) == (found, fields)


@pytest.mark.parametrize(
    "text",
    ["XH-1,22", "AAA1\nAA,A2\nAAA3\nAAA4", "A,1\nB2\nC3\nD,4\nE,5\nF6\n", "A,1\nB,2,2\nC,3,3,3\nD4"],
)
def test_a_comma_within_a_secret_does_not_split_it(text):
    codes = read_code_lines(text)
    assert codes.separator == "none"
    assert fields_of(codes) == [(line,) for line in text.split()]


def test_half_of_the_lines_are_enough_for_dashes_so_that_a_missing_password_is_noticed():
    codes = read_code_lines("A1----P1\nA2\nA3----\nA4\n")
    assert (codes.separator, fields_of(codes)) == ("dashes", [("A1", "P1"), ("A2",), ("A3", ""), ("A4",)])


def test_dashes_in_few_of_the_lines_separate_nothing():
    codes = read_code_lines("A1----P1\nA2\nA3\n")
    assert (codes.separator, fields_of(codes)) == ("none", [("A1----P1",), ("A2",), ("A3",)])


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_a_line_of_separators_without_end_is_one_refusal_and_not_a_million_fields(name):
    codes = read_code_lines(b"A1,P1\nA2,P2\n" * 10 + b"a," * 100_000, file_name=name)
    assert sum(len(line.fields) for line in codes.lines) <= 41
    assert len(codes.lines) == 21


def test_lines_without_the_separator_of_the_others_stay_to_be_judged():
    codes = read_code_lines("A1----P1\nA2\nA3----P3\n")
    assert (codes.separator, fields_of(codes)) == ("dashes", [("A1", "P1"), ("A2",), ("A3", "P3")])


@pytest.mark.parametrize(
    ("separator", "fields"),
    [
        ("none", ("A----B\tC,D",)),
        ("dashes", ("A", "B\tC,D")),
        ("tab", ("A----B", "C,D")),
        ("comma", ("A----B\tC", "D")),
    ],
)
def test_a_separator_chosen_by_hand_is_used_as_it_is(separator, fields):
    codes = read_code_lines("A----B\tC,D", separator=separator)
    assert (codes.separator, fields_of(codes)) == (separator, [fields])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_ends_a_line(end):
    codes = read_code_lines(f"A1{end}{end}A2{end}   {end}A3")
    assert [(line.number, line.fields) for line in codes.lines] == [(1, ("A1",)), (3, ("A2",)), (5, ("A3",))]
    assert codes.blank == 2


def test_a_last_line_end_begins_no_further_line():
    assert read_code_lines("A1\n").blank == 0
    assert read_code_lines("A1\n\n").blank == 1
    assert read_code_lines("").lines == []


def test_spaces_and_invisible_characters_around_a_code_fall_away_and_those_inside_stay():
    codes = read_code_lines("\ufeff\u3000\u200bA 1\u200bB\u202c\u00a0 \n")
    assert fields_of(codes) == [("A 1\u200bB",)]


def test_control_characters_are_kept_to_be_refused_instead_of_trimmed_unseen():
    assert fields_of(read_code_lines("\x1cA1\x0c\n")) == [("\x1cA1\x0c",)]


def test_a_file_says_how_its_bytes_were_read_and_what_is_doubtful():
    codes = read_code_lines("café\n".encode(), file_name="codes.txt")
    assert codes.encoding == "UTF-8"
    assert [notice.message.params for notice in codes.notices] == [{"encoding": "UTF-8", "others": "GB18030"}]
    assert read_code_lines("卡号".encode("gb18030")).encoding == "GB18030"
    assert read_code_lines("A1").encoding == ""


def test_csv_respects_quotes_and_numbers_records_by_their_first_line():
    text = '"A,1","say ""hi"""\r\n\r\n"A\n2",P2\r\nA3,P3\r\n'
    codes = read_code_lines(text.encode("utf-8-sig"), file_name="Codes.CSV")
    assert [(line.number, line.fields) for line in codes.lines] == [
        (1, ("A,1", 'say "hi"')),
        (3, ("A\n2", "P2")),
        (5, ("A3", "P3")),
    ]
    assert (codes.separator, codes.blank) == ("comma", 1)


def test_csv_with_a_single_line_of_two_cells_has_two_fields():
    assert fields_of(read_code_lines(b"A1,P1\n", file_name="a.csv")) == [("A1", "P1")]


def test_csv_of_one_column_is_read_as_one_secret_a_line():
    assert fields_of(read_code_lines(b"A1\nA,2\nA3\n", file_name="a.csv")) == [("A1",), ("A,2",), ("A3",)]
    codes = read_code_lines(b"A1----P1\nA2----P2\n", file_name="a.csv")
    assert (codes.separator, fields_of(codes)) == ("dashes", [("A1", "P1"), ("A2", "P2")])
    codes = read_code_lines(b'"A1----P,1"\n"A2----P2"\n', file_name="a.csv")
    assert (codes.separator, fields_of(codes)) == ("dashes", [("A1", "P,1"), ("A2", "P2")])


def test_csv_may_be_split_by_tabs():
    codes = read_code_lines('A1\t"P,1"\nA2\tP2\n'.encode("utf-16"), file_name="a.csv")
    assert (codes.separator, codes.encoding, fields_of(codes)) == (
        "tab",
        "UTF-16LE",
        [("A1", "P,1"), ("A2", "P2")],
    )


def test_columns_that_are_empty_throughout_are_no_fields():
    codes = read_code_lines(b",A1,,P1,\n,A2,,P2,\n,,,,\n,A3,,,\n", file_name="a.csv")
    assert fields_of(codes) == [("A1", "P1"), ("A2", "P2"), ("A3",)]
    assert codes.blank == 1


def test_a_number_forced_to_be_text_in_csv_keeps_its_leading_zeros():
    assert fields_of(read_code_lines(b'"=""00123""",P1\n', file_name="a.csv")) == [("00123", "P1")]
    assert fields_of(read_code_lines(b'="00123",P1\n', file_name="a.csv")) == [("00123", "P1")]


@pytest.mark.parametrize(("data", "line"), [(b'A1,P1\n"A2,P2\nA3,P3\n', 2), (b'"A1"x,P1\n', 1)])
def test_csv_with_quotes_that_do_not_close_is_refused_whole(data, line):
    with pytest.raises(UnreadableFile) as refused:
        read_code_lines(data, file_name="a.csv")
    assert refused.value.params == {"line": line}


def test_quotes_in_plain_text_belong_to_the_secret():
    assert fields_of(read_code_lines(b'"A1"\nA"2\n', file_name="a.txt")) == [('"A1"',), ('A"2',)]


def test_an_old_or_locked_excel_file_says_what_to_do():
    with pytest.raises(UnreadableFile, match=r"\.xlsx"):
        read_code_lines(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512)


def test_more_lines_than_the_limit_are_refused():
    assert len(read_code_lines("A\n" * MAX_LINES).lines) == MAX_LINES
    for name in ("a.txt", "a.csv"):
        with pytest.raises(UnreadableFile) as refused:
            read_code_lines(b"A\n" * (MAX_LINES + 1), file_name=name)
        assert refused.value.params == {"count": MAX_LINES + 1, "limit": MAX_LINES}
