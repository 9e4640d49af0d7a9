"""Whatever is inside a workbook, it is read or refused as unreadable, and never an error of ours."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bodega_shop.stock.decode_text_file import UnreadableFile
from bodega_shop.stock.judge_code_lines import judge_code_lines
from bodega_shop.stock.read_code_lines import read_code_lines

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

tags = st.sampled_from(
    ["row", "c", "v", "f", "is", "t", "rPh", "xf", "cellXfs", "si", "sheet", "numFmt", "Relationship"]
)
keys = st.sampled_from(["r", "t", "s", "r:id", "name", "numFmtId", "formatCode", "Id", "Target", "Type"])
values = st.sampled_from(
    [
        "",
        "0",
        "1",
        "-1",
        "A1",
        "XFD9",
        "s",
        "n",
        "e",
        "inlineStr",
        "rId1",
        "9" * 30,
        "1e309",
        "nan",
        "yyyy",
        "卡",
    ]
)
parts = st.sampled_from(
    ["worksheets/sheet1.xml", "workbook.xml", "styles.xml", "sharedStrings.xml", "_rels/workbook.xml.rels"]
)


def element(tag, attributes, content):
    inside = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{tag}{inside}>{''.join(content)}</{tag}>"


trees = st.recursive(
    values,
    lambda inner: st.builds(
        element, tags, st.dictionaries(keys, values, max_size=3), st.lists(inner, max_size=4)
    ),
)


def read(data: bytes) -> None:
    with suppress(UnreadableFile):
        codes = read_code_lines(data)
        preview = judge_code_lines(codes, fingerprint=str.encode)
        assert preview.total == len(codes.lines) + codes.blank


@relaxed
@given(position=st.floats(0, 1, exclude_max=True), garbage=st.binary(min_size=1, max_size=8))
def test_a_workbook_may_be_damaged_anywhere(workbook, position, garbage):
    data = bytearray(workbook([["XH0001", "8F3K"], [4711, 0.5]]))
    at = int(position * len(data))
    data[at : at + len(garbage)] = garbage
    read(bytes(data))


@relaxed
@given(part=parts, tree=trees)
def test_a_workbook_may_be_made_of_any_elements(raw_workbook, part, tree):
    row = '<row><c t="s" s="1"><v>0</v></c><c s="1"><v>1</v></c></row>'
    read(raw_workbook(row, parts={f"xl/{part}": f'<x xmlns:r="r">{tree}</x>'.encode()}))


@relaxed
@given(
    value=values | st.floats().map(str) | st.integers().map(str),
    code=st.sampled_from(["14", "46", "1", "31", "999"]),
)
def test_a_number_may_be_any_number_under_any_format(raw_workbook, value, code):
    styles = f"<styleSheet><cellXfs><xf numFmtId='{code}'/></cellXfs></styleSheet>".encode()
    read(raw_workbook(f"<row><c><v>{value}</v></c></row>", parts={"xl/styles.xml": styles}))


def test_a_workbook_cut_off_anywhere_is_never_read_as_if_whole(workbook):
    data = workbook([["XH0001", "8F3K"]])
    for length in range(4, len(data), 97):
        with pytest.raises(UnreadableFile):
            read_code_lines(data[:length])
