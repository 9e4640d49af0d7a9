"""Reading a text through its disguises, and finding the way back to what was written.

The plain form is made at the speed of `str.translate`; which plain character came from which written one is worked
out only for texts in which something was found.
"""

import re
from functools import cached_property

from bodega.policy.alphabet.fold import CLAUSE, DECIMAL_POINT, ITEM, FoldTable
from bodega.policy.finding import Mark

_TEXT = FoldTable(keep_clauses=True)
_NAME = FoldTable(keep_clauses=False)
_POINT = re.compile(r"(?<=[0-9０-９])[.．](?=[0-9０-９])")
_NOTHING = "\ue001"
# Digits and letters that stand for one another in Latin words, as one sign each.
_SKELETON = str.maketrans("01i3458697", "olleasbggt")


def skeleton(plain: str) -> str:
    """`plain` with look-alike digits and letters made one; of the same length. `w4igua` and `waigua` become equal."""
    return plain.translate(_SKELETON)


def fold(text: str) -> str:
    """The plain form of a word of a rule."""
    return _pointed(text).translate(_TEXT)


def _pointed(text: str) -> str:
    """Decimal points made our own sign, which nobody else may write: it would part a word unseen."""
    return _POINT.sub(DECIMAL_POINT, text.replace(DECIMAL_POINT, _NOTHING))


class Reading:
    """One text, written and plain. In a name no sign ends a clause, so that any sign may be a trick."""

    __slots__ = ("__dict__", "_table", "is_name", "plain", "written")

    def __init__(self, written: str, *, is_name: bool = False) -> None:
        self.written = written
        self.is_name = is_name
        self._table = _NAME if is_name else _TEXT
        self.plain = _pointed(written).translate(self._table)

    @cached_property
    def origins(self) -> list[int]:
        """For each plain character the place of the written one that it came from."""
        table = self._table
        return [place for place, sign in enumerate(_pointed(self.written)) for _ in table[ord(sign)]]

    def mark(self, start: int, end: int) -> Mark:
        """Where plain[start:end] stands in the written text, with what hides inside it and clings to its end."""
        last = self.origins[end - 1] + 1
        while last < len(self.written) and self._clings(self.written[last]):
            last += 1
        return Mark(self.origins[start], last)

    def pieces(self, start: int, end: int) -> list[Mark]:
        """plain[start:end] as the unbroken pieces in which it was written."""
        pieces: list[Mark] = []
        for place in sorted(set(self.origins[start:end])):
            if pieces and self._only_silence(pieces[-1].end, place):
                pieces[-1] = Mark(pieces[-1].start, place + 1)
            else:
                pieces.append(Mark(place, place + 1))
        return pieces

    def stands_free(self, before: int) -> bool:
        """Whether nothing that can be read touches the place from the left."""
        return before == 0 or not self._is_read(self.written[before - 1])

    def ends_free(self, after: int) -> bool:
        """Whether nothing that can be read touches the place from the right."""
        return after >= len(self.written) or not self._is_read(self.written[after])

    def _is_read(self, sign: str) -> bool:
        return self._table[ord(sign)] not in {"", CLAUSE, ITEM}

    def _only_silence(self, start: int, end: int) -> bool:
        return all(_is_silent(sign) for sign in self.written[start:end])

    def _clings(self, sign: str) -> bool:
        return _is_silent(sign) and self._table[ord(sign)] == ""


def _is_silent(sign: str) -> bool:
    """Characters without a width of their own: joiners, variation selectors, accents, key caps."""
    return (
        (not sign.isspace() and not sign.isprintable())
        or sign in "\ufe0e\ufe0f\u20e3"
        or "\u0300" <= sign <= "\u036f"
    )
