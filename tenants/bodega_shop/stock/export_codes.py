"""Writes codes as a CSV file for spreadsheets or as plain text, piece by piece."""

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Final

_BYTE_ORDER_MARK: Final = "\ufeff"
_ROWS_PER_PIECE: Final = 1_000
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def write_codes_csv(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, secret_columns: Collection[int]
) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, so that Excel reads Chinese; every cell quoted, CRLF after each row.

    Without headings it goes on with a file that was begun. Text that a spreadsheet would run as a formula gets an apostrophe in front, except in `secret_columns` (from
    0): a code must come out as it went in, and the shop that exports it knows where it came from.
    """
    if headings:
        yield _BYTE_ORDER_MARK.encode() + _write_rows([[_guard(heading) for heading in headings]])
    guarded = (
        [cell if column in secret_columns else _guard(cell) for column, cell in enumerate(row)]
        for row in rows
    )
    while piece := list(islice(guarded, _ROWS_PER_PIECE)):
        yield _write_rows(piece)


def write_codes_text(codes: Iterable[str]) -> Iterator[bytes]:
    """One code a line in UTF-8, CRLF after each, nothing else in the file."""
    remaining = iter(codes)
    while piece := list(islice(remaining, _ROWS_PER_PIECE)):
        yield "".join([f"{code}\r\n" for code in piece]).encode()


def _guard(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA_STARTS) else cell


def _write_rows(rows: Iterable[Sequence[str]]) -> bytes:
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()
