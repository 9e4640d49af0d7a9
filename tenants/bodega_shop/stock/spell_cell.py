"""Spells a stored spreadsheet cell as the text of a code, or says why that text could not be trusted."""

import math
import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape

from bodega_shop.stock.code_line import Phrase
from bodega_shop.stock.stream_cells import StoredCell
from bodega_shop.stock.survey_workbook import Survey
from bodega_shop.stock.understand_number_format import CellFormat

EXCEL_DIGITS: Final = 15
"""Excel keeps this many digits of a number (its published limits); whatever a longer code had after them is zero."""

_INTEGER: Final = re.compile("[0-9]+")
_GENERAL: Final = CellFormat()


def spell_cell(cell: StoredCell, row: int, survey: Survey) -> str | Phrase:
    """Strings as stored, numbers with all their digits and padding, dates as ISO 8601, or a Phrase why not.

    Raises LookupError or ValueError where the file itself is wrong, such as an index that points nowhere.
    """
    if cell.raw == "" and cell.kind != "str":
        return Phrase(
            "Cell %(cell)s holds a formula without a stored result. Open and save the file in Excel first.",
            {"cell": address_of(cell, row)},
        )
    match cell.kind:
        case "s":
            return survey.strings[_index(cell.raw)]
        case "str" | "inlineStr":
            return str(unescape(cell.raw))
        case "n":
            return _spell_stored_number(cell, row, survey)
        case "b":
            return "TRUE" if cell.raw == "1" else "FALSE"
        case "d":
            return cell.raw
        case _:
            return Phrase(
                "Cell %(cell)s holds the error %(error)s.",
                {"cell": address_of(cell, row), "error": cell.raw[:12]},
            )


def address_of(cell: StoredCell, row: int) -> str:
    return f"{get_column_letter(cell.column)}{row}"


def exceeds_excel_digits(text: str) -> bool:
    """Whether `text` is an integer that Excel would round if somebody saved the file with it."""
    return len(text) > EXCEL_DIGITS and _INTEGER.fullmatch(text) is not None


def _spell_stored_number(cell: StoredCell, row: int, survey: Survey) -> str | Phrase:
    cell_format = survey.formats[cell.style] if survey.formats else _GENERAL
    if cell_format.is_date:
        return _spell_date(cell, row, cell_format, survey.epoch)
    if cell_format.adds_text:
        return Phrase(
            "Cell %(cell)s shows something other than it stores (number format %(format)s). Format it as text.",
            {"cell": address_of(cell, row), "format": cell_format.adds_text[:40]},
        )
    text = _spell_number(cell.raw)
    if text is None:
        return Phrase(
            "Cell %(cell)s is a number of more than %(digits)d digits, of which Excel has lost the last ones. "
            "Format the column as text and enter the codes again.",
            {"cell": address_of(cell, row), "digits": EXCEL_DIGITS},
        )
    return text.zfill(cell_format.zero_padded_length)


def _spell_number(raw: str) -> str | None:
    """All digits of `raw`, or None where Excel has rounded it.

    An integer whose digits go on beyond the fifteenth was written by another program, and is exact.
    """
    if _INTEGER.fullmatch(raw):
        rounded = len(raw) > EXCEL_DIGITS and not raw[EXCEL_DIGITS:].strip("0")
        return None if rounded else raw
    value = float(raw)
    if not math.isfinite(value) or abs(value) >= 10**EXCEL_DIGITS:
        return None
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")


def _spell_date(cell: StoredCell, row: int, cell_format: CellFormat, epoch: datetime) -> str | Phrase:
    try:
        moment = from_excel(float(cell.raw), epoch, timedelta=cell_format.is_duration)
    except OverflowError:
        return Phrase("Cell %(cell)s is formatted as a date and holds none.", {"cell": address_of(cell, row)})
    if isinstance(moment, timedelta):
        minutes, seconds = divmod(round(moment.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(moment, datetime) and moment.time() == time():
        return moment.date().isoformat()
    return str(moment.isoformat())


def _index(raw: str) -> int:
    index = int(raw)
    if index < 0:
        raise ValueError(raw)
    return index
