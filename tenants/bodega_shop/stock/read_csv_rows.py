"""Reads the records of a CSV file, quotes respected, as rows of a table."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import Final

from bodega_shop.stock.code_line import MAX_FIELDS, Phrase
from bodega_shop.stock.decode_text_file import UnreadableFile
from bodega_shop.stock.lines_from_table import TableRow
from bodega_shop.stock.split_code_lines import trim

_MOST_CELLS: Final = 1_000
_FORCED_TEXT: Final = re.compile('="(.*)"')
"""How shops' systems write a number so that Excel keeps its leading zeros: ="00123"."""


def read_csv_rows(text: str, delimiter: str) -> Iterator[TableRow]:
    """Each record with the number of the line where it begins; a record without any content has no cells.

    Line ends must be line feeds. Raises UnreadableFile where quotes do not close or are followed by something
    other than a delimiter, since everything after that point would be torn wrongly.
    """
    records = csv.reader(StringIO(text, newline="\n"), delimiter=delimiter, strict=True)
    start = 1
    try:
        for record in records:
            yield _read_record(start, record)
            start = records.line_num + 1
    except csv.Error:
        raise UnreadableFile(
            "The quotes in line %(line)d of this CSV file do not close properly. Nothing was imported.",
            line=start,
        ) from None


def _read_record(number: int, record: list[str]) -> TableRow:
    if len(record) > _MOST_CELLS:
        reason = Phrase(
            "It has %(count)d fields; at most %(limit)d are allowed.",
            {"count": len(record), "limit": MAX_FIELDS},
        )
        return TableRow(number, {}, reason)
    return TableRow(number, {i: cell for i, raw in enumerate(record) if (cell := _read_cell(raw))})


def _read_cell(raw: str) -> str:
    cell = trim(raw)
    forced = _FORCED_TEXT.fullmatch(cell)
    return trim(forced[1]) if forced else cell
