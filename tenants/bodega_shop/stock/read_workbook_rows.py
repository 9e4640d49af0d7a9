"""Reads the first visible sheet of an XLSX workbook as rows of text, as a person sees it or not at all."""

import zipfile
from dataclasses import dataclass

from bodega_shop.stock.code_line import MAX_FIELDS, MAX_LINES, Notice, Phrase
from bodega_shop.stock.decode_text_file import UnreadableFile
from bodega_shop.stock.lines_from_table import TableRow
from bodega_shop.stock.open_workbook import open_workbook
from bodega_shop.stock.spell_cell import EXCEL_DIGITS, address_of, exceeds_excel_digits, spell_cell
from bodega_shop.stock.split_code_lines import trim
from bodega_shop.stock.stream_cells import StoredCell, stream_cells
from bodega_shop.stock.survey_workbook import Sheet, Survey, survey_workbook


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows that hold something, in order, and what to look at."""

    rows: list[TableRow]
    notices: list[Notice]


def read_workbook_rows(data: bytes) -> SheetRows:
    """Raises UnreadableFile: no workbook, damaged, too large, no visible sheet, more columns or rows than allowed."""
    with open_workbook(data) as archive:
        survey = survey_workbook(archive)
        if not survey.sheets:
            raise UnreadableFile("This workbook has no visible sheet.")
        sheet, *others = survey.sheets
        notices = _notice_ignored(archive, sheet, others)
        return SheetRows(_read_rows(archive, sheet, survey, notices), notices)


def _notice_ignored(archive: zipfile.ZipFile, sheet: Sheet, others: list[Sheet]) -> list[Notice]:
    ignored = [other.name for other in others if next(stream_cells(archive, other.part), None)]
    if not ignored:
        return []
    message = Phrase(
        "Only the first sheet, “%(sheet)s”, was read. Not read: %(others)s.",
        {"sheet": sheet.name, "others": ", ".join(ignored)},
    )
    return [Notice(None, message)]


def _read_rows(
    archive: zipfile.ZipFile, sheet: Sheet, survey: Survey, notices: list[Notice]
) -> list[TableRow]:
    rows: list[TableRow] = []
    columns: set[int] = set()
    for number, stored in stream_cells(archive, sheet.part):
        row = _read_row(number, stored, survey, notices)
        columns.update(row.cells)
        if len(columns) > MAX_FIELDS:
            raise UnreadableFile(
                "This sheet has more than %(limit)d columns. Leave only those that make up the code.",
                limit=MAX_FIELDS,
            )
        if len(rows) == MAX_LINES:
            raise UnreadableFile("This sheet has more than %(limit)d rows. Please split it.", limit=MAX_LINES)
        rows.append(row)
    return rows


def _read_row(number: int, stored: list[StoredCell], survey: Survey, notices: list[Notice]) -> TableRow:
    cells: dict[int, str] = {}
    refusal: Phrase | None = None
    for cell in stored:
        spelt = spell_cell(cell, number, survey)
        if isinstance(spelt, Phrase):
            refusal = refusal or spelt
        elif text := trim(spelt):
            cells[cell.column - 1] = text
            if cell.kind == "n" and exceeds_excel_digits(text):
                notices.append(_notice_long_number(number, cell))
    return TableRow(number, cells, refusal)


def _notice_long_number(number: int, cell: StoredCell) -> Notice:
    message = Phrase(
        "Cell %(cell)s is a number of more than %(digits)d digits. It was read exactly, but would be rounded if "
        "this file were saved in Excel. Compare it with the original.",
        {"cell": address_of(cell, number), "digits": EXCEL_DIGITS},
    )
    return Notice(number, message)
