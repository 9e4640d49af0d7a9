"""Check a Unified Social Credit Code (统一社会信用代码): 18 characters, the last of which is computed from the others.

The alphabet leaves out I, O, S, V and Z; the weights are the powers of 3 modulo 31 (GB 32100-2015).
"""

import re
from typing import Final

CODE_LENGTH: Final = 18

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SHAPE = re.compile(r"[0-9A-Z]{6,30}")


def could_be_tax_number(text: str) -> bool:
    """Whether `text`, in capitals, can be one of any country: letters and digits, and right where it can be computed."""
    if not _SHAPE.fullmatch(text):
        return False
    return len(text) != CODE_LENGTH or is_credit_code(text)


def is_credit_code(text: str) -> bool:
    """Whether the last of the 18 characters follows from the others."""
    if len(text) != CODE_LENGTH or any(sign not in _ALPHABET for sign in text):
        return False
    total = sum(_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(text[:-1]))
    return _ALPHABET[-total % 31] == text[-1]
