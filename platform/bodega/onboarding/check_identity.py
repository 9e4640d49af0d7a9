"""Check the number of a resident identity card of China: 18 characters, the last computed from the others (GB 11643-1999).

Digits 7 to 14 are the day of birth; the weights are the powers of 2 modulo 11, counted from the right.
"""

import re
import unicodedata
from datetime import date

from bodega.kernel.errors import InvalidInput

_CHECK = "10X98765432"
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OTHER = re.compile(r"[A-Z0-9][A-Z0-9()/-]{4,29}")


def check_resident_number(typed: str, *, today: date) -> str:
    """In capitals, without blanks; raises `InvalidInput` that never repeats the number."""
    number = _plain(typed)
    if not _SHAPE.fullmatch(number) or not _is_birthday(number[6:14], today):
        raise InvalidInput("This is no number of a resident identity card.")
    total = sum(int(sign) * pow(2, 17 - place, 11) for place, sign in enumerate(number[:17]))
    if _CHECK[total % 11] != number[17]:
        raise InvalidInput("The last character does not fit the others: please compare it with the card.")
    return number


def check_other_number(typed: str) -> str:
    """A passport or a permit: letters and digits, no more can be known. Raises `InvalidInput`."""
    number = _plain(typed)
    if not _OTHER.fullmatch(number):
        raise InvalidInput("A number of an identity paper has letters and digits.")
    return number


def _is_birthday(digits: str, today: date) -> bool:
    try:
        return date(1900, 1, 1) <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) <= today
    except ValueError:
        return False


def _plain(typed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()
