"""Lin Wei keeps his cards in Excel, and Excel does things to numbers."""

from datetime import date, datetime, time, timedelta

import pytest

from bodega_shop.stock.code_line import MAX_FIELDS
from bodega_shop.stock.decode_text_file import UnreadableFile
from bodega_shop.stock.read_code_lines import read_code_lines


def fields_of(codes):
    return [line.fields for line in codes.lines]


def test_columns_are_fields_and_rows_are_numbered_as_in_excel(workbook):
    codes = read_code_lines(workbook([["XH0001", "8F3K"], [], ["XH0002", " 9Q7Z\u3000"]]))
    assert [(line.number, line.fields) for line in codes.lines] == [
        (1, ("XH0001", "8F3K")),
        (3, ("XH0002", "9Q7Z")),
    ]
    assert (codes.separator, codes.encoding, codes.blank) == ("columns", "XLSX", 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0012345", "0012345"),
        (123456789012345, "123456789012345"),
        (4.0, "4"),
        (12.5, "12.5"),
        (1e-7, "0.0000001"),
        (-3, "-3"),
        (True, "TRUE"),
        ("=1+1", None),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 8, 30), "2026-11-21T08:30:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=30), "30:00:00"),
        ("第_x0041_张\u3000卡", "第A张\u3000卡"),
    ],
)
def test_a_value_becomes_the_text_that_a_person_sees(workbook, value, text):
    [line] = read_code_lines(workbook([[value]])).lines
    if text is None:
        assert line.refusal.params == {"cell": "A1"}
    else:
        assert (line.fields, line.refusal) == ((text,), None)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("00000000", "00004711"),
        ("0", "4711"),
        ("0_ ", "4711"),
        (r"0_);[Red]\(0\)", "4711"),
        ("@", "4711"),
        ("#,##0", "4711"),
    ],
)
def test_leading_zeros_that_a_number_format_shows_are_kept(workbook, code, text):
    assert fields_of(read_code_lines(workbook([[4711]], formats={"A": code}))) == [(text,)]


@pytest.mark.parametrize("code", ['"XH-"0000', "0000-0000", "0000 0000"])
def test_a_number_that_is_shown_otherwise_than_stored_is_refused(workbook, code):
    [line] = read_code_lines(workbook([[4711]], formats={"A": code})).lines
    assert line.refusal.params == {"cell": "A1", "format": code}


def test_a_chinese_date_format_known_by_number_alone_is_a_date(raw_workbook):
    styles = b"<styleSheet><cellXfs><xf/><xf numFmtId='31'/></cellXfs></styleSheet>"
    data = raw_workbook('<row r="1"><c r="A1" s="1"><v>46347</v></c></row>', parts={"xl/styles.xml": styles})
    assert fields_of(read_code_lines(data)) == [("2026-11-21",)]


@pytest.mark.parametrize("stored", ["1234567890123450", "1.2345678901234501E+19", "1E+400"])
def test_a_number_whose_last_digits_excel_has_lost_is_refused(raw_workbook, stored):
    [line] = read_code_lines(raw_workbook(f'<row r="7"><c r="B7"><v>{stored}</v></c></row>')).lines
    assert (line.number, line.refusal.params) == (7, {"cell": "B7", "digits": 15})


def test_a_long_number_that_another_program_wrote_exactly_is_read_with_a_warning(raw_workbook):
    codes = read_code_lines(raw_workbook('<row r="2"><c r="A2"><v>1234567890123456</v></c></row>'))
    assert fields_of(codes) == [("1234567890123456",)]
    assert [(notice.number, notice.message.params) for notice in codes.notices] == [
        (2, {"cell": "A2", "digits": 15})
    ]


def test_a_long_number_kept_as_text_needs_no_warning(workbook):
    codes = read_code_lines(workbook([["1234567890123456"]]))
    assert (fields_of(codes), codes.notices) == ([("1234567890123456",)], [])


def test_a_formula_counts_as_its_stored_result(raw_workbook):
    codes = read_code_lines(
        raw_workbook(
            '<row r="1"><c r="A1" t="str"><f>"A"&amp;"1"</f><v>A1</v></c></row>'
            '<row r="2"><c r="A2"><f>6*7</f><v>42</v></c></row>'
            '<row r="3"><c r="A3"><f>B3</f><v></v></c></row>'
            '<row r="4"><c r="A4" t="str"><f>B4</f><v></v></c></row>'
            '<row r="5"><c r="A5" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
            '<row r="6"><c r="A6" t="b"><f>B6</f></c></row>'
        )
    )
    assert [(line.number, line.fields, line.refusal and line.refusal.params) for line in codes.lines] == [
        (1, ("A1",), None),
        (2, ("42",), None),
        (3, (), {"cell": "A3"}),
        (5, (), {"cell": "A5", "error": "#DIV/0!"}),
        (6, (), {"cell": "A6"}),
    ]


def test_shared_strings_are_looked_up_and_their_formatting_is_dropped(raw_workbook):
    strings = (
        b'<sst><si><t xml:space="preserve"> 007 </t></si>'
        b'<si><r><rPr><b/></rPr><t>XH</t></r><r><t>_x005F_x0041_</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>'
    )
    rows = '<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row>'
    codes = read_code_lines(raw_workbook(rows, parts={"xl/sharedStrings.xml": strings}))
    assert fields_of(codes) == [("XH_x0041_", "007")]


def test_text_within_a_cell_is_joined_without_its_pronunciation(raw_workbook):
    rich = '<is><r><t>XH</t></r><r><t>-01</t></r><rPh sb="0" eb="1"><t>ピン</t></rPh></is>'
    assert fields_of(read_code_lines(raw_workbook(f'<row><c t="inlineStr">{rich}</c></row>'))) == [("XH-01",)]


def test_a_prefix_before_every_element_name_makes_no_difference(raw_workbook):
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert fields_of(read_code_lines(raw_workbook(parts={"xl/worksheets/sheet1.xml": sheet}))) == [("7",)]


def test_one_column_of_text_may_be_split_by_dashes(workbook):
    codes = read_code_lines(workbook([["A1----P1"], ["A2----P2"]]))
    assert (codes.separator, fields_of(codes)) == ("dashes", [("A1", "P1"), ("A2", "P2")])
    codes = read_code_lines(workbook([["A1----P1"], ["A2----P2"]]), separator="none")
    assert (codes.separator, fields_of(codes)) == ("none", [("A1----P1",), ("A2----P2",)])


def test_only_the_first_sheet_is_read_and_others_with_content_are_named(workbook):
    codes = read_code_lines(workbook([["A1"]], [], [["B1"]]))
    assert fields_of(codes) == [("A1",)]
    assert [notice.message.params for notice in codes.notices] == [{"sheet": "卡密1", "others": "卡密3"}]
    assert read_code_lines(workbook([["A1"]], [])).notices == []


def test_a_workbook_counts_days_from_1904_where_it_says_so(workbook, raw_workbook):
    book = (
        b'<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
        b"</workbook>"
    )
    styles = b"<styleSheet><cellXfs><xf numFmtId='14'/></cellXfs></styleSheet>"
    data = raw_workbook(
        "<row><c><v>1</v></c></row>", parts={"xl/workbook.xml": book, "xl/styles.xml": styles}
    )
    assert fields_of(read_code_lines(data)) == [("1904-01-02",)]


def test_more_columns_than_a_code_has_fields_are_refused(workbook):
    assert len(fields_of(read_code_lines(workbook([["A"] * MAX_FIELDS])))[0]) == MAX_FIELDS
    with pytest.raises(UnreadableFile) as refused:
        read_code_lines(workbook([["A"] * (MAX_FIELDS + 1)]))
    assert refused.value.params == {"limit": MAX_FIELDS}


def test_cells_that_are_only_formatted_do_not_count(raw_workbook):
    codes = read_code_lines(
        raw_workbook('<row r="1"><c r="A1"><v>7</v></c><c r="XFD1" s="0"/></row><row r="1048576"/>')
    )
    assert (fields_of(codes), codes.blank) == ([("7",)], 0)
