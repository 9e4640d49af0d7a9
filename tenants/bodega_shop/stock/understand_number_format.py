"""Finds out what a spreadsheet's number format does to the text that a person sees in a cell."""

import re
from dataclasses import dataclass
from typing import Final

from openpyxl.styles.numbers import is_date_format, is_timedelta_format

_WITHOUT_EFFECT: Final = re.compile(r"_.|\*.|\[[^\]]*\]|\\[ ()-]")
_ZERO_PADDED: Final = re.compile("0{2,}")


@dataclass(frozen=True, slots=True)
class CellFormat:
    """`zero_padded_length` is 8 for `00000000`; `adds_text` is the whole format where it shows more than the digits."""

    is_date: bool = False
    is_duration: bool = False
    zero_padded_length: int = 0
    adds_text: str = ""


def understand_number_format(code: str) -> CellFormat:
    """Only the first section of `code`, the one for positive numbers, counts."""
    if is_date_format(code):
        return CellFormat(is_date=True, is_duration=is_timedelta_format(code))
    bare = _WITHOUT_EFFECT.sub("", code.partition(";")[0])
    if _ZERO_PADDED.fullmatch(bare):
        return CellFormat(zero_padded_length=len(bare))
    return CellFormat(adds_text=code if _ZERO_PADDED.match(bare) or '"' in bare or "\\" in bare else "")
