"""Codes on paper that let somebody in once each, when the second factor is lost."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence

from bodega.kernel.ids import CROCKFORD

_COUNT = 10
_LETTERS = 16  # 80 bits: too many to try, so a plain digest hides them and a key could only be lost
_GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_recovery_codes() -> list[str]:
    """Ten, to be shown once: `7K3M-9QX2-TA4F-0WZC`."""
    return [_grouped("".join(secrets.choice(CROCKFORD) for _ in range(_LETTERS))) for _ in range(_COUNT)]


def hash_recovery_code(code: str) -> str:
    """What is stored in its place; case, blanks, hyphens and O for 0 or I for 1 make no difference."""
    plain = unicodedata.normalize("NFKC", code[:100]).upper().translate(_MISREAD)
    letters = "".join(letter for letter in plain if letter in CROCKFORD)
    return hashlib.sha256(letters.encode()).hexdigest()


def spend_recovery_code(code: str, stored: Sequence[str]) -> list[str] | None:
    """The hashes that remain when this code is spent, or None when it is none of them.

    The caller replaces the stored list on condition that it has not changed, so that a code is spent once.
    """
    given = hash_recovery_code(code)
    left = [one for one in stored if not hmac.compare_digest(one, given)]
    return left if len(left) < len(stored) else None


def _grouped(letters: str) -> str:
    return "-".join(letters[place : place + _GROUP] for place in range(0, len(letters), _GROUP))
