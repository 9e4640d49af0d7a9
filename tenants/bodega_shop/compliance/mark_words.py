"""Find the text that a hit is about again, and cut it up so that the guilty words can be marked in it."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bodega.policy.listing import Listing

_AROUND = 40


class Piece(NamedTuple):
    """A stretch of text; `guilty` ones are marked."""

    text: str
    guilty: bool


def passage_of(listing: Listing, field: str) -> str:
    """The text at that path of the listing; empty where it holds none."""
    name, _, rest = field.partition(".")
    value: Any = getattr(listing, name, None)
    if isinstance(value, dict):
        return str(value.get(rest, ""))
    rank, _, part = rest.partition(".")
    if isinstance(value, tuple) and rank.isdigit():
        value = value[int(rank)] if int(rank) < len(value) else ""
        value = getattr(value, part, "") if part else value
    return value if isinstance(value, str) else ""


def pieces_of(text: str, marks: Iterable[Sequence[int]]) -> list[Piece]:
    """The words and a little of what stands around them; what lies between is left out and said by `…`."""
    places = sorted((start, end) for start, end in marks if 0 <= start < end <= len(text))
    pieces: list[Piece] = []
    at = max(0, places[0][0] - _AROUND) if places else 0
    if at and places:
        pieces.append(Piece("…", guilty=False))
    for start, end in places:
        if start - at > 2 * _AROUND:
            pieces.append(Piece(f"{text[at : at + _AROUND]} … {text[start - _AROUND : start]}", guilty=False))
        elif start > at:
            pieces.append(Piece(text[at:start], guilty=False))
        pieces.append(Piece(text[max(at, start) : end], guilty=True))
        at = end
    if places:
        rest = text[at : at + _AROUND]
        pieces.append(Piece(rest + ("…" if at + _AROUND < len(text) else ""), guilty=False))
    return [piece for piece in pieces if piece.text]
