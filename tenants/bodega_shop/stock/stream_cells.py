"""Streams the stored cells of one sheet row by row, keeping nothing but the row at hand."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.utils import column_index_from_string

from bodega_shop.stock.open_workbook import PartHandlers, damaged_workbook, stream_part

_MAX_ROWS = 1_048_576
_MAX_COLUMNS = 16_384
"""What Excel itself can hold (its published limits); a file beyond them was made to do harm."""


@dataclass(frozen=True, slots=True)
class StoredCell:
    """A cell that holds something; `column` counts from 1, `kind` is the attribute `t` of SpreadsheetML.

    `raw` is empty only where there is a formula without a result.
    """

    column: int
    kind: str
    style: int
    raw: str


def stream_cells(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, list[StoredCell]]]:
    """Row numbers from 1, ascending, with their cells; rows without any content are left out."""
    collector = _Collector()
    for _ in stream_part(archive, part, PartHandlers(collector.start, collector.end, collector.text)):
        yield from collector.rows
        collector.rows.clear()


class _Collector:
    """Follows the elements worksheet > sheetData > row > c > (f, v, is > t) by what each start and end changes."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, list[StoredCell]]] = []
        self._row = 0
        self._column = 0
        self._cells: list[StoredCell] = []
        self._attributes: dict[str, str] = {}
        self._pieces: list[str] = []
        self._listening = False
        self._pronouncing = False
        self._has_formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag in {"v", "t"}:
            self._listening = not self._pronouncing
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "f":
            self._has_formula = True
        elif tag == "rPh":
            self._pronouncing = True

    def text(self, piece: str) -> None:
        if self._listening:
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        self._listening = False
        if tag == "c":
            self._finish_cell()
        elif tag == "rPh":
            self._pronouncing = False
        elif tag == "row" and self._cells:
            self.rows.append((self._row, self._cells))

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if not self._row < number <= _MAX_ROWS:
            raise damaged_workbook()
        self._row, self._column, self._cells = number, 0, []

    def _start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        self._column = self._column + 1 if address is None else _column_of(address.rstrip("0123456789"))
        if self._column > _MAX_COLUMNS or len(self._cells) > _MAX_COLUMNS:
            raise damaged_workbook()
        self._attributes = attributes
        self._pieces = []
        self._has_formula = self._pronouncing = False

    def _finish_cell(self) -> None:
        raw = "".join(self._pieces)
        if not raw and not self._has_formula:
            return
        kind, style = self._attributes.get("t", "n"), int(self._attributes.get("s", "0"))
        self._cells.append(StoredCell(self._column, kind, style, raw))


@lru_cache(maxsize=64)
def _column_of(letters: str) -> int:
    return int(column_index_from_string(letters))
