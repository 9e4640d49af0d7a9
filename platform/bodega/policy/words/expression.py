"""What a rule about words looks for, and when the words are innocent."""

import re
from typing import Annotated

import msgspec

from bodega.policy.normalise import Reading
from bodega.policy.words.mentions import is_mere_mention
from bodega.policy.words.patterns import require_patterns

_AROUND = 24


class Expression(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    r"""Words and patterns, read in plain form (half-width, simplified, lower case, without spaces and small signs).

    A word is found in every spelling; a pattern is a regular expression over the plain text, where every sign that
    ends a clause is `，` and a decimal point is gone into `\\ue000`. A hit is innocent when it lies inside something
    that `unless` matches, when none of `near` stands around it, or, with `mentions_pass`, when its clause refuses,
    forbids or warns of it.
    """

    words: tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=60)], ...] = ()
    patterns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    sounds: bool = True
    mentions_pass: bool = True

    def __post_init__(self) -> None:
        for each in (self.patterns, self.unless, self.near):
            require_patterns(each)
        if not self.words and not self.patterns:
            raise ValueError("there are neither words nor patterns")


class Judge:
    """An expression made ready. Holds no state of any text."""

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self.patterns = [re.compile(pattern) for pattern in expression.patterns]
        self._unless = (
            re.compile("|".join(f"(?:{each})" for each in expression.unless)) if expression.unless else None
        )
        self._near = (
            re.compile("|".join(f"(?:{each})" for each in expression.near)) if expression.near else None
        )

    def is_guilty(self, reading: Reading, start: int, end: int) -> bool:
        """Whether what stands at plain[start:end] means what the rule forbids."""
        plain = reading.plain
        if self._unless and _lies_inside(self._unless, plain, start, end):
            return False
        if self._near and not self._near.search(plain[max(0, start - _AROUND) : end + _AROUND]):
            return False
        return not (self.expression.mentions_pass and is_mere_mention(plain, start, end))


def _lies_inside(excuse: re.Pattern[str], plain: str, start: int, end: int) -> bool:
    """Whether the words are part of something harmless (最新版本, 第一章, 代理服务器)."""
    first = max(0, start - _AROUND)
    window = plain[first : end + _AROUND]
    at = 0
    while (found := excuse.search(window, at)) and first + found.start() <= start:
        if end <= first + found.end():
            return True
        at = found.start() + 1
    return False
