"""Write rows as CSV and as a workbook. What people typed stays text in both: a spreadsheet runs none of it."""

import csv
import io
import re
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# A phone number begins with a sign too, and is nothing but a number to a spreadsheet.
_NUMBER = re.compile(r"[+-]?\d[\d -]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Columns = Sequence[tuple[str, str]]
Rows = Sequence[Mapping[str, str | int]]


def write_csv(columns: Columns, rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes it for something else."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([label for _, label in columns])
    for row in rows:
        lines.writerow([_guarded(row.get(code, "")) for code, _ in columns])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def write_workbook(columns: Columns, rows: Rows, title: str) -> bytes:
    """One sheet. Sums are numbers; everything else is text, also what looks like a number or a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append([label for _, label in columns])
    for row in rows:
        cells = []
        for code, _ in columns:
            value = row.get(code, "")
            cell = WriteOnlyCell(sheet, value=value if isinstance(value, int) else None)
            if isinstance(value, str):
                cell._value, cell.data_type = _CONTROL.sub("", value), "s"  # noqa: SLF001 - `value=` would make "=1" a formula
                cell.number_format = "@"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _guarded(value: str | int) -> str | int:
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
