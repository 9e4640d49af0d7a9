"""Masks a code for people who may know which one it is, but not read it."""

from typing import Final

from bodega_shop.stock.code_line import CANONICAL_SEPARATOR

_HIDDEN: Final = "••••"
_MOST_SHOWN: Final = 4
_ONE_SHOWN_IN: Final = 4


def mask_code(text: str) -> str:
    """Each field with one character in four left, four at most, and its length hidden.

    What no page should show, such as control or invisible characters, becomes a box.
    """
    return f" {CANONICAL_SEPARATOR} ".join([_mask_field(part) for part in text.split(CANONICAL_SEPARATOR)])


def _mask_field(text: str) -> str:
    shown = min(_MOST_SHOWN, len(text) // _ONE_SHOWN_IN)
    head, tail = text[: (shown + 1) // 2], text[len(text) - shown // 2 :]
    return "".join([c if c.isprintable() else "□" for c in f"{head}{_HIDDEN}{tail}"])
