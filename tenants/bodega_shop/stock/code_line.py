"""The values that travel through an import of codes: what is said to people, one line, all lines of a source."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

SeparatorChoice = Literal["auto", "none", "dashes", "tab", "comma"]
FoundSeparator = Literal["none", "dashes", "tab", "comma", "columns"]

MAX_LINES: Final = 200_000
MAX_FIELDS: Final = 10
MAX_CHARACTERS: Final = 4_000

CANONICAL_SEPARATOR: Final = "----"
"""Joins the fields of a stored code: four dashes are what suppliers of this trade write and buyers know."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence for people: an English msgid for gettext and its `%(name)s` parameters, which hold no secret."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line that is not blank, split into trimmed fields; `number` is the line or row where it stands, from 1.

    `refusal` is set where reading already found that the line cannot be trusted, such as a number that Excel rounded.
    """

    number: int
    fields: tuple[str, ...]
    refusal: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person who imports should look at; `number` is the line it concerns, None for the whole source."""

    number: int | None
    message: Phrase


@dataclass(frozen=True, slots=True)
class CodeLines:
    """All lines of one source, how they were split, and how the bytes were read ("" for pasted text)."""

    lines: list[CodeLine]
    blank: int
    separator: FoundSeparator
    encoding: str
    notices: list[Notice]


def usual_field_count(lines: Iterable[CodeLine]) -> int:
    """The number of fields that most lines have; the larger one where two are as frequent, 0 without any line."""
    counts = Counter([len(line.fields) for line in lines if line.refusal is None])
    return max(counts, key=lambda count: (counts[count], count), default=0)
