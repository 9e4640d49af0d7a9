"""Check a buyer's tax number: in China it is the Unified Social Credit Code."""

import re

from bodega.qualifications.check_uscc import CODE_LENGTH, is_credit_code

_SHAPE = re.compile(r"[0-9A-Z]{6,30}")


def could_be_tax_number(text: str) -> bool:
    """Whether `text`, in capitals, can be one of any country: letters and digits, and right where it can be computed."""
    if not _SHAPE.fullmatch(text):
        return False
    return len(text) != CODE_LENGTH or is_credit_code(text)
