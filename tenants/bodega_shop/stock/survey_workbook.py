"""Finds what the cells of a workbook refer to: its sheets, shared strings, number formats and day 0."""

import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.utils.escape import unescape

from bodega_shop.stock.open_workbook import (
    PartHandlers,
    Relationship,
    damaged_workbook,
    find_relationships,
    read_part,
)
from bodega_shop.stock.understand_number_format import CellFormat, understand_number_format

_CHINESE_DATES: Final = (*range(27, 37), *range(50, 59))
"""Number formats that a Chinese Excel knows by id alone, all of them dates and times (ECMA-376 part 1, 18.8.30)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Survey:
    """The visible sheets in their order, and what a cell's indexes point into."""

    sheets: list[Sheet]
    strings: list[str]
    formats: list[CellFormat]
    epoch: datetime


def survey_workbook(archive: zipfile.ZipFile) -> Survey:
    """Raises LookupError or ValueError for a package that holds no workbook; see open_workbook."""
    package = find_relationships(archive, "")
    workbook = _target_of(package, "officeDocument")
    related = find_relationships(archive, workbook)
    sheets, epoch = _read_sheets(archive, workbook, related)
    kinds = {relationship.kind for relationship in related.values()}
    return Survey(
        sheets,
        _read_strings(archive, _target_of(related, "sharedStrings")) if "sharedStrings" in kinds else [],
        _read_formats(archive, _target_of(related, "styles")) if "styles" in kinds else [],
        epoch,
    )


def _target_of(relationships: dict[str, Relationship], kind: str) -> str:
    return {relationship.kind: relationship.target for relationship in relationships.values()}[kind]


def _read_sheets(
    archive: zipfile.ZipFile, workbook: str, related: dict[str, Relationship]
) -> tuple[list[Sheet], datetime]:
    sheets: list[Sheet] = []
    epoch = WINDOWS_EPOCH

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal epoch
        if tag == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            epoch = MAC_EPOCH
        elif tag == "sheet" and attributes.get("state", "visible") == "visible":
            relationship = related[next(value for name, value in attributes.items() if name.endswith(":id"))]
            if any(sheet.part == relationship.target for sheet in sheets):
                raise damaged_workbook()
            if relationship.kind == "worksheet":
                sheets.append(Sheet(attributes["name"], relationship.target))

    read_part(archive, workbook, PartHandlers(start))
    return sheets, epoch


def _read_strings(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Each string as one text: formatting within it is dropped, and so is the pronunciation beside it (rPh)."""
    strings: list[str] = []
    pieces: list[str] = []
    listening = pronouncing = False

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal listening, pronouncing
        pronouncing = pronouncing or tag == "rPh"
        listening = tag == "t" and not pronouncing

    def end(tag: str) -> None:
        nonlocal listening, pronouncing
        listening = False
        if tag == "rPh":
            pronouncing = False
        elif tag == "si":
            strings.append(unescape("".join(pieces)))
            pieces.clear()

    def text(piece: str) -> None:
        if listening:
            pieces.append(piece)

    read_part(archive, part, PartHandlers(start, end, text))
    return strings


def _read_formats(archive: zipfile.ZipFile, part: str) -> list[CellFormat]:
    """What each cell style (an `xf` of `cellXfs`, by its position) does with a number."""
    codes = dict.fromkeys(_CHINESE_DATES, "yyyy-mm-dd h:mm") | BUILTIN_FORMATS
    formats: list[CellFormat] = []
    understood: dict[str, CellFormat] = {}
    within_cell_styles = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal within_cell_styles
        if tag == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "cellXfs":
            within_cell_styles = True
        elif tag == "xf" and within_cell_styles:
            code = codes.get(int(attributes.get("numFmtId", "0")), "General")
            if code not in understood:
                understood[code] = understand_number_format(code)
            formats.append(understood[code])

    def end(tag: str) -> None:
        nonlocal within_cell_styles
        if tag == "cellXfs":
            within_cell_styles = False

    read_part(archive, part, PartHandlers(start, end))
    return formats
