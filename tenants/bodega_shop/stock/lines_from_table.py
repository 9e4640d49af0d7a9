"""Turns the rows of a table, from CSV or a workbook, into code lines: empty columns and trailing gaps fall away."""

from collections.abc import Sequence
from dataclasses import dataclass

from bodega_shop.stock.code_line import (
    CodeLine,
    CodeLines,
    FoundSeparator,
    Notice,
    Phrase,
    SeparatorChoice,
    usual_field_count,
)
from bodega_shop.stock.split_code_lines import find_separator, split_line


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of one row that hold text, by column from 0; `refusal` says which cell cannot be trusted."""

    number: int
    cells: dict[int, str]
    refusal: Phrase | None = None


def lines_from_table(
    rows: Sequence[TableRow],
    *,
    row_count: int,
    between_columns: FoundSeparator,
    within_cells: SeparatorChoice,
    encoding: str,
    notices: list[Notice],
) -> CodeLines:
    """Rows with content become lines, the rest of `row_count` counts as blank.

    Where the usual row has a single cell, the text of that cell may still be split, as `within_cells` says.
    """
    kept = [row for row in rows if row.cells or row.refusal]
    columns = sorted({column for row in kept for column in row.cells})
    lines = [CodeLine(row.number, _fields(row.cells, columns), row.refusal) for row in kept]
    found = between_columns
    if usual_field_count(lines) <= 1:
        found = _separator_within_cells(lines, within_cells)
        lines = [_split_single_cell(line, found) for line in lines]
    return CodeLines(lines, row_count - len(kept), found, encoding, notices)


def _fields(cells: dict[int, str], columns: list[int]) -> tuple[str, ...]:
    last = max(cells, default=-1)
    return tuple([cells.get(column, "") for column in columns if column <= last])


def _separator_within_cells(lines: list[CodeLine], choice: SeparatorChoice) -> FoundSeparator:
    if choice != "auto":
        return choice
    return find_separator([line.fields[0] for line in lines if len(line.fields) == 1], ("dashes",))


def _split_single_cell(line: CodeLine, separator: FoundSeparator) -> CodeLine:
    if len(line.fields) != 1:
        return line
    return CodeLine(line.number, split_line(line.fields[0], separator), line.refusal)
