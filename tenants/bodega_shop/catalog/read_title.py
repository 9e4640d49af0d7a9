"""Read the one line of text that names something."""

import unicodedata

from bodega.kernel.errors import InvalidInput

LONGEST_TITLE = 120


def read_title(text: str, field: str, longest: int = LONGEST_TITLE) -> str:
    """`text` with its blanks tidied; raises `InvalidInput` when nothing is left, or too much."""
    title = " ".join("".join(letter for letter in text if _can_be_shown(letter)).split())
    if not title:
        raise InvalidInput("Please fill this in.", field=field)
    if len(title) > longest:
        raise InvalidInput("At most %(longest)s characters fit here.", field=field, longest=longest)
    return title


def _can_be_shown(letter: str) -> bool:
    """Control, override and unassigned characters would let one title pass for another."""
    return letter in "\t\n " or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
