"""Splits text into lines and lines into fields, finding the separator by how consistently the lines agree on it."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from bodega_shop.stock.code_line import MAX_CHARACTERS, MAX_FIELDS, FoundSeparator

SEPARATOR_TEXT: Final[dict[FoundSeparator, str]] = {"dashes": "----", "tab": "\t", "comma": ","}

_LINE_END: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SPACES: Final = (
    " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_INVISIBLE: Final = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_AROUND_A_FIELD: Final = _SPACES + _INVISIBLE


def use_one_line_end(text: str) -> str:
    """Every kind of line end (CRLF, CR, NEL, U+2028, U+2029) becomes a line feed."""
    return _LINE_END.sub("\n", text)


def trim(text: str) -> str:
    """Without the spaces, full-width ones too, and the invisible characters that copying leaves at the ends.

    Control characters stay, to be refused: `str.strip()` would take some of them away unseen.
    """
    return text.strip(_AROUND_A_FIELD)


def split_line(line: str, separator: FoundSeparator) -> tuple[str, ...]:
    """The trimmed fields of one line; "none" and "columns" leave it whole, and so does a length that is refused."""
    mark = SEPARATOR_TEXT.get(separator)
    if mark is None or mark not in line or len(line) > MAX_CHARACTERS:
        return (trim(line),)
    return tuple([trim(part) for part in line.split(mark)])


def find_separator(lines: Sequence[str], candidates: Sequence[FoundSeparator]) -> FoundSeparator:
    """The first of `candidates` that these lines (none of them blank) agree on, else "none".

    Four dashes or a tab hardly ever stand inside a secret: half of the lines must have the same number of them.
    A comma may well be part of a secret: nine in ten lines must agree, and there must be two at least.
    """
    for separator in candidates:
        agreed = _agreement(lines, separator)
        if separator == "comma":
            found = agreed >= 2 and agreed * 10 >= len(lines) * 9
        else:
            found = agreed >= 1 and agreed * 2 >= len(lines)
        if found:
            return separator
    return "none"


def _agreement(lines: Sequence[str], separator: FoundSeparator) -> int:
    """How many lines share the most frequent number of fields, two at least."""
    mark = SEPARATOR_TEXT[separator]
    counts = Counter([line.count(mark) for line in lines if mark in line])
    return max((many for marks, many in counts.items() if marks < MAX_FIELDS), default=0)
