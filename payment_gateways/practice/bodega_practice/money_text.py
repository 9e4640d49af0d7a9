"""Turns the protocol's decimal yuan text into integer fen and back; no float ever touches an amount."""

import re

from bodega.kernel.errors import InvalidInput

YUAN = re.compile(r"(0|[1-9][0-9]{0,9})(?:\.([0-9]{1,2}))?", re.ASCII)


def fen_from_text(text: str) -> int:
    """Read a yuan amount above zero with at most two decimals; `99.8` is 9980 fen.

    Raises InvalidInput for signs, blanks, exponents, a third decimal, leading zeros, eleven digits and zero.
    """
    match = YUAN.fullmatch(text)
    if match is None:
        raise InvalidInput("The amount is not a number of yuan with at most two decimals.", field="money")
    fen = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if fen == 0:
        raise InvalidInput("The amount must be above zero.", field="money")
    return fen


def text_from_fen(fen: int, *, trimmed: bool = False) -> str:
    """Write fen as yuan with two decimals; `trimmed` drops trailing zeros, as some builds of the protocol do."""
    text = f"{fen // 100}.{fen % 100:02d}"
    return text.rstrip("0").rstrip(".") if trimmed else text
