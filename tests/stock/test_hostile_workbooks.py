"""Somebody uploads a workbook that was made to do harm, or one that a bad disk has eaten at."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest

from bodega_shop.stock.decode_text_file import UnreadableFile
from bodega_shop.stock.open_workbook import MAX_UNCOMPRESSED_BYTES
from bodega_shop.stock.read_code_lines import read_code_lines

MEGABYTE = 1024 * 1024


def sheet(body: str) -> dict[str, bytes]:
    return {"xl/worksheets/sheet1.xml": body.encode()}


def refusal_and_peak_bytes(data: bytes) -> tuple[str, int]:
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile) as refused:
            read_code_lines(data)
        return str(refused.value), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "body",
    [
        "<worksheet><sheetData><row>" + "<c/>" * 200_000 + "</row></sheetData></worksheet>",
        "<worksheet><sheetData><row>" + '<c r="A1"><v>1</v></c>' * 100_000 + "</row></sheetData></worksheet>",
        "<worksheet>" * 200_000,
        f'<worksheet a="{"x" * 8 * MEGABYTE}">',
        "<worksheet><!--" + "x" * 8 * MEGABYTE + "--></worksheet>",
        "<worksheet><sheetData>" + '<row r="1"/>' * 2 + "</sheetData></worksheet>",
        '<worksheet><sheetData><row r="1048577"/></sheetData></worksheet>',
        '<worksheet><sheetData><row r="1"><c r="ZZZZ1"><v>1</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>9</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row r="1"><c r="A1"><v>one</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row r="x"/></sheetData></worksheet>',
    ],
    ids=[
        "a row of empty cells without end",
        "one cell again and again",
        "elements within elements without end",
        "an attribute without end",
        "a comment without end",
        "a row twice",
        "a row beyond the last",
        "a column beyond the last",
        "a string beyond the last",
        "a number without digits",
        "a row without a number",
    ],
)
def test_a_sheet_that_no_program_writes_is_refused_in_little_memory(raw_workbook, body):
    message, peak_bytes = refusal_and_peak_bytes(raw_workbook(parts=sheet(body)))
    assert "damaged" in message
    assert peak_bytes < 16 * MEGABYTE


def test_a_string_before_the_first_is_not_taken_for_the_last(raw_workbook):
    with pytest.raises(UnreadableFile, match="damaged"):
        read_code_lines(raw_workbook('<row><c t="s"><v>-1</v></c></row>'))


def test_entities_that_multiply_are_refused_before_they_do(raw_workbook):
    body = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    with pytest.raises(UnreadableFile, match="damaged"):
        read_code_lines(raw_workbook(parts=sheet(body)))


def test_a_package_that_unpacks_beyond_the_limit_is_not_unpacked(raw_workbook):
    source = BytesIO(raw_workbook("<row><c><v>1</v></c></row>"))
    with (
        zipfile.ZipFile(source, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/1.png", "w") as part,
    ):
        for _ in range(MAX_UNCOMPRESSED_BYTES // MEGABYTE):
            part.write(b"\0" * MEGABYTE)
    message, peak_bytes = refusal_and_peak_bytes(source.getvalue())
    assert "too large" in message
    assert peak_bytes < 16 * MEGABYTE


def test_more_tags_than_any_list_of_codes_needs_are_refused(raw_workbook, monkeypatch):
    monkeypatch.setattr("bodega_shop.stock.open_workbook.MAX_TAGS", 1_000)
    with pytest.raises(UnreadableFile, match="too large"):
        read_code_lines(raw_workbook("<row/>" * 2_000))


def test_more_rows_than_the_limit_are_refused(raw_workbook, monkeypatch):
    monkeypatch.setattr("bodega_shop.stock.read_workbook_rows.MAX_LINES", 3)
    row = "<row><c><v>1</v></c></row>"
    assert len(read_code_lines(raw_workbook(row * 3)).lines) == 3
    with pytest.raises(UnreadableFile) as refused:
        read_code_lines(raw_workbook(row * 4))
    assert refused.value.params == {"limit": 3}


@pytest.mark.parametrize(
    "sheets",
    [
        b'<sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId1"/>',
        b'<sheet name="A" r:id="rId99"/>',
        b'<sheet name="A"/>',
    ],
    ids=["one sheet under two names", "a sheet that is not there", "a sheet without a relationship"],
)
def test_a_workbook_with_impossible_sheets_is_refused(raw_workbook, sheets):
    book = b'<workbook xmlns:r="r"><sheets>' + sheets + b"</sheets></workbook>"
    with pytest.raises(UnreadableFile, match="damaged"):
        read_code_lines(raw_workbook(parts={"xl/workbook.xml": book}))


def test_a_workbook_without_a_visible_sheet_is_refused(raw_workbook):
    book = b'<workbook xmlns:r="r"><sheets><sheet name="A" state="hidden" r:id="rId1"/></sheets></workbook>'
    with pytest.raises(UnreadableFile, match="no visible sheet"):
        read_code_lines(raw_workbook(parts={"xl/workbook.xml": book}))


def test_another_kind_of_zip_file_is_no_workbook():
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(UnreadableFile, match=r"not an \.xlsx file"):
        read_code_lines(written.getvalue())
