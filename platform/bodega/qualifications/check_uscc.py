"""Check a Unified Social Credit Code (统一社会信用代码): 18 characters, the last of which is computed from the others.

The alphabet leaves out I, O, S, V and Z; the weights are the powers of 3 modulo 31 (GB 32100-2015).
"""

import unicodedata
from typing import Final

from bodega.kernel.errors import InvalidInput

CODE_LENGTH: Final = 18

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_uscc(typed: str) -> str:
    """The code in capitals, without blanks; raises `InvalidInput` that says what is wrong with it."""
    code = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    if len(code) != CODE_LENGTH:
        raise InvalidInput(
            "A Unified Social Credit Code has 18 characters; this has %(count)s.", count=len(code)
        )
    wrong = [sign for sign in code if sign not in _ALPHABET]
    if wrong:
        raise InvalidInput("A Unified Social Credit Code never holds %(sign)s.", sign=wrong[0])
    if not is_credit_code(code):
        raise InvalidInput("The last character does not fit the others: please compare it with the licence.")
    return code


def is_credit_code(text: str) -> bool:
    """Whether the last of the 18 characters follows from the others."""
    if len(text) != CODE_LENGTH or any(sign not in _ALPHABET for sign in text):
        return False
    total = sum(_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(text[:-1]))
    return _ALPHABET[-total % 31] == text[-1]
