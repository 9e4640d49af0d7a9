"""Before anything is imported Mei sees what would be, and nobody beside her can read a code off the screen."""

import hashlib

import pytest

from bodega_shop.stock.code_line import MAX_CHARACTERS, MAX_FIELDS
from bodega_shop.stock.judge_code_lines import judge_code_lines, set_aside_known
from bodega_shop.stock.label_fields import label_fields, split_code
from bodega_shop.stock.read_code_lines import read_code_lines


def fingerprint(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def judge(text, known=(), **reading):
    return judge_code_lines(read_code_lines(text, **reading), fingerprint=fingerprint, known=known)


def test_every_line_is_new_duplicate_refused_or_blank():
    preview = judge("A1----P1\n\nA2----P2\nA1 ---- P1\nA3\nA4----\n")
    assert [(code.number, code.text) for code in preview.new] == [(1, "A1----P1"), (3, "A2----P2")]
    assert [(line.number, line.earlier) for line in preview.duplicates] == [(4, 1)]
    assert [(line.number, str(line.reason)) for line in preview.refused] == [
        (5, "It has 1 field(s) where the other lines have 2."),
        (6, "Field 2 is empty."),
    ]
    assert (preview.blank, preview.total, preview.separator) == (1, 6, "dashes")


def test_the_same_code_is_the_same_however_it_was_separated():
    texts = [judge(text).new[0].text for text in ("A1----P1\nB----Q", "A1\tP1\nB\tQ", "A1,P1\nB,Q")]
    texts.append(judge("A1----P1", separator="none").new[0].text)
    assert set(texts) == {"A1----P1"}


def test_codes_already_in_stock_are_duplicates_without_an_earlier_line():
    known = {fingerprint("A2")}
    preview = judge("A1\nA2\nA3\nA1", known=known)
    assert [(line.number, line.earlier) for line in preview.duplicates] == [(2, None), (4, 1)]
    assert [code.text for code in preview.new] == ["A1", "A3"]
    later = set_aside_known(judge("A1\nA2\nA3\nA1"), known)
    assert later == preview


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("----", "There is nothing between the separators."),
        ("A1----", "Field 2 is empty."),
        ("A" * MAX_CHARACTERS + "----P", f"It is longer than {MAX_CHARACTERS} characters."),
        ("A\x01----P", "It holds the control character U+0001."),
        ("A\x7f----P", "It holds the control character U+007F."),
        ("A\u200bB----P", "It holds the invisible character U+200B."),
        ("A\u202eB----P", "It holds the invisible character U+202E."),
        ("A\ufffd----P", "It holds U+FFFD: this text was damaged before it came here."),
        ("A\ud800----P", "It holds U+D800: this text was damaged before it came here."),
        (
            "1.23457E+15----P",
            "It is a number that a spreadsheet has shortened; its digits are lost. Import the original.",
        ),
        ("A----B----P", "It has 3 field(s) where the other lines have 2."),
        (
            "----".join("A" * (MAX_FIELDS + 1)),
            f"It has {MAX_FIELDS + 1} fields; at most {MAX_FIELDS} are allowed.",
        ),
    ],
)
def test_a_line_that_cannot_be_sold_is_refused_with_its_reason(line, reason):
    preview = judge(f"A1----P1\nA2----P2\nA3----P3\n{line}\n")
    assert [(refused.number, str(refused.reason)) for refused in preview.refused] == [(4, reason)]
    assert len(preview.new) == 3


def test_a_code_of_exactly_the_longest_length_is_taken():
    assert len(judge("A" * MAX_CHARACTERS).new) == 1
    assert len(judge("A" * (MAX_CHARACTERS + 1)).refused) == 1


@pytest.mark.parametrize("line", ["A-,P1", "A----B,P1"])
def test_fields_that_could_not_be_told_apart_again_are_refused(line):
    preview = judge(f"A1,P1\n{line}\n".encode(), file_name="a.csv")
    assert [refused.number for refused in preview.refused] == [2]
    assert "could not be told apart" in str(preview.refused[0].reason)


@pytest.mark.parametrize(
    "heading", ["卡号,密码", "Card Number,PIN", "序列号：,密码：", "Card number,Field 3", "卡号,字段 12"]
)
def test_a_heading_is_not_sold_as_a_code(heading):
    preview = judge(f"{heading}\nA1,P1\npassword,key\n")
    assert [str(refused.reason) for refused in preview.refused] == [
        "It looks like a heading, not like a code."
    ]
    assert [code.number for code in preview.new] == [2, 3]


def test_what_reading_refused_stays_refused_with_that_reason(workbook):
    preview = judge(workbook([["A1"], [1234567890123450], ["A3"]]))
    assert [(refused.number, refused.reason.params["cell"]) for refused in preview.refused] == [(2, "A2")]
    assert (preview.encoding, [code.text for code in preview.new]) == ("XLSX", ["A1", "A3"])


def test_no_secret_can_be_read_off_the_preview():
    secrets = ["XH-0001-9Q7Z-8F3K", "8F3K22LM90AB", "1234", "778899"]
    text = (
        f"{secrets[0]}----{secrets[1]}\n" * 2
        + f"{secrets[2]}----{secrets[3]}\n{secrets[0]}----{secrets[1]}\x01\n"
    )
    shown = repr(judge(text))
    assert not [secret for secret in secrets if secret in shown]
    assert "XH••••3K ---- 8F••••B" in shown


def test_samples_are_masked_field_by_field_and_named():
    preview = judge("XH000001,8F3K22LM\nXH000002,9Q7Z01BB\n" + "".join(f"A{n},P{n}\n" for n in range(9)))
    assert preview.samples[:2] == [("X••••1", "8••••M"), ("X••••2", "9••••B")]
    assert len(preview.samples) == 5
    assert [str(label) for label in preview.labels] == ["Card number", "Password"]


def test_fields_are_named_by_their_position():
    assert [str(label) for label in label_fields(1)] == ["Code"]
    assert [str(label) for label in label_fields(4)] == ["Card number", "Password", "Field 3", "Field 4"]
    assert label_fields(0) == ()


def test_a_stored_code_splits_into_the_fields_it_was_made_of():
    assert split_code("A1----P1", 2) == ("A1", "P1")
    assert split_code("A1----P1", 1) == ("A1----P1",)


def test_nothing_at_all_is_an_empty_preview():
    preview = judge("\n \n")
    assert (preview.new, preview.refused, preview.blank, preview.labels, preview.samples) == (
        [],
        [],
        2,
        (),
        [],
    )
