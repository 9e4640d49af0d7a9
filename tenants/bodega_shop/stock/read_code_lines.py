"""Reads codes out of pasted text or a TXT, CSV or XLSX file into numbered lines of fields."""

from collections.abc import Sequence
from dataclasses import replace

from bodega_shop.stock.code_line import (
    MAX_LINES,
    CodeLine,
    CodeLines,
    FoundSeparator,
    Notice,
    Phrase,
    SeparatorChoice,
    usual_field_count,
)
from bodega_shop.stock.decode_text_file import DecodedText, Encoding, UnreadableFile, decode_text_file
from bodega_shop.stock.lines_from_table import lines_from_table
from bodega_shop.stock.read_csv_rows import read_csv_rows
from bodega_shop.stock.read_workbook_rows import read_workbook_rows
from bodega_shop.stock.split_code_lines import (
    SEPARATOR_TEXT,
    find_separator,
    split_line,
    trim,
    use_one_line_end,
)

_ZIP_FILE = b"PK\x03\x04"
_OLD_OFFICE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_code_lines(
    source: str | bytes,
    *,
    file_name: str = "",
    separator: SeparatorChoice = "auto",
    encoding: Encoding | None = None,
) -> CodeLines:
    """Read pasted text (`str`) or a file (`bytes`); the name only tells CSV, whose quotes count, from plain text.

    "auto" finds separator and encoding, anything else overrides them; in a workbook or a CSV file of several
    columns the columns are the fields. Raises UnreadableFile; a single line that cannot be used is never an error
    here, it is kept for the judgement.
    """
    if isinstance(source, str):
        return _read_text(source, separator, ("dashes", "tab", "comma"))
    if source.startswith(_ZIP_FILE):
        return _read_workbook(source, separator)
    if source.startswith(_OLD_OFFICE_FILE):
        raise UnreadableFile(
            "This is an old .xls file or one with a password. Save it as .xlsx without a password."
        )
    decoded = decode_text_file(source, encoding=encoding)
    if file_name.lower().endswith(".csv") and separator in {"auto", "comma", "tab"}:
        codes = _read_csv(decoded.text, separator)
    else:
        codes = _read_text(decoded.text, separator, ("dashes", "tab", "comma"))
    return replace(codes, encoding=decoded.encoding, notices=_doubts_about_encoding(decoded))


def _read_text(text: str, choice: SeparatorChoice, candidates: Sequence[FoundSeparator]) -> CodeLines:
    lines = _lines_of(text)
    numbered = [(number, kept) for number, line in enumerate(lines, 1) if (kept := trim(line))]
    found = find_separator([line for _, line in numbered], candidates) if choice == "auto" else choice
    codes = [CodeLine(number, split_line(line, found)) for number, line in numbered]
    return CodeLines(codes, len(lines) - len(codes), found, "", [])


def _lines_of(text: str) -> list[str]:
    lines = use_one_line_end(text).split("\n")
    if not lines[-1]:
        lines.pop()
    if len(lines) > MAX_LINES:
        raise UnreadableFile(
            "This has %(count)d lines; %(limit)d can be imported at a time. Please split it.",
            count=len(lines),
            limit=MAX_LINES,
        )
    return lines


def _read_csv(text: str, choice: SeparatorChoice) -> CodeLines:
    lines = _lines_of(text)
    delimiter: FoundSeparator = "tab" if choice == "tab" else "comma"
    if choice == "auto":
        delimiter = (
            "tab" if find_separator([line for line in lines if trim(line)], ("tab",)) == "tab" else "comma"
        )
    rows = list(read_csv_rows("\n".join(lines), SEPARATOR_TEXT[delimiter]))
    codes = lines_from_table(
        rows,
        row_count=len(rows),
        between_columns=delimiter,
        within_cells="auto" if choice == "auto" else "none",
        encoding="",
        notices=[],
    )
    if choice == "auto" and '"' not in text and usual_field_count(codes.lines) <= 1:
        # One secret a line under a CSV name: a comma in one of them is part of it, as nothing is quoted here.
        return _read_text(text, choice, ("dashes",))
    return codes


def _read_workbook(data: bytes, choice: SeparatorChoice) -> CodeLines:
    sheet = read_workbook_rows(data)
    return lines_from_table(
        sheet.rows,
        row_count=sheet.rows[-1].number if sheet.rows else 0,
        between_columns="columns",
        within_cells=choice,
        encoding="XLSX",
        notices=sheet.notices,
    )


def _doubts_about_encoding(decoded: DecodedText) -> list[Notice]:
    if not decoded.also_valid:
        return []
    message = Phrase(
        "This file was read as %(encoding)s, and could as well be %(others)s. Compare the samples with the original.",
        {"encoding": decoded.encoding, "others": ", ".join(decoded.also_valid)},
    )
    return [Notice(None, message)]
