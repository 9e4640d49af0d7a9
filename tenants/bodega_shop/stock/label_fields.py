"""Splits a stored code into its fields again and names them by position."""

from typing import Final

from bodega_shop.stock.code_line import CANONICAL_SEPARATOR, Phrase

_SINGLE: Final = (Phrase("Code"),)
_PAIR: Final = (Phrase("Card number"), Phrase("Password"))


def label_fields(count: int) -> tuple[Phrase, ...]:
    """What the trade calls them: one field is the code, of several the first is the card and the second its password."""
    if count <= 1:
        return _SINGLE[:count]
    return (*_PAIR, *(Phrase("Field %(position)d", {"position": n}) for n in range(3, count + 1)))


def split_code(text: str, count: int) -> tuple[str, ...]:
    """The fields of a code that was imported with `count` of them; a single one stays whole, dashes and all."""
    return (text,) if count <= 1 else tuple(text.split(CANONICAL_SEPARATOR))
