"""Lin Wei takes his codes with him, into Excel or into another shop."""

import csv
from io import StringIO

import pytest

from bodega_shop.stock.export_codes import write_codes_csv, write_codes_text
from bodega_shop.stock.read_code_lines import read_code_lines


def test_csv_opens_in_excel_with_chinese_and_keeps_every_code_as_it_is():
    written = b"".join(
        write_codes_csv(
            ["卡密", "商品"],
            [['=A1,"x"----@P1', "星海点卡 100元"], ["00123", "-5"]],
            secret_columns={0},
        )
    )
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig").splitlines() == [
        '"卡密","商品"',
        '"=A1,""x""----@P1","星海点卡 100元"',
        '"00123","\'-5"',
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r=", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_run_as_a_formula_is_disarmed_unless_it_is_a_code(start):
    text = f"{start}HYPERLINK(1)"
    written = b"".join(write_codes_csv([text, text], [[text, text]], secret_columns={0}))
    heading, row = csv.reader(StringIO(written.decode("utf-8-sig"), newline=""))
    assert heading == [f"'{text}", f"'{text}"]
    assert row == [text, f"'{text}"]


def test_many_codes_are_written_in_pieces():
    pieces = list(write_codes_csv(["Code"], ([f"A{n}"] for n in range(2_500)), secret_columns={0}))
    assert len(pieces) == 4
    assert b"".join(pieces).count(b"\r\n") == 2_501


def test_a_text_file_holds_codes_only_and_can_be_imported_again():
    codes = [f"A{n}----密{n}" for n in range(1_001)]
    pieces = list(write_codes_text(codes))
    assert len(pieces) == 2
    assert ["----".join(line.fields) for line in read_code_lines(b"".join(pieces)).lines] == codes
    assert list(write_codes_text([])) == []
