"""Which words a text must hold for a pattern to match anywhere in it, so that most patterns need not be tried at all.

`(?:抖音|快手)[^，]{0,4}涨粉` needs one of 抖音 and 快手, and 涨粉. One automaton looks for the words of all patterns at once.
"""

import re
from collections.abc import Sequence

# The shape that `re` itself compiles, as in pattern_work.py.
from re import _constants as sign  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from ahocorasick_rs import AhoCorasick

# More spellings of one stretch than this are no longer looked for as one.
_MOST_SPELLINGS = 64
_NOTHING = frozenset({""})

Words = frozenset[str]


class PatternSieve:
    """Says of a text which of some patterns may match in it. Those it leaves out cannot."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._needs: list[int] = []
        self._always: list[int] = []
        having: dict[str, int] = {}
        waiting: dict[str, list[int]] = {}
        groups: dict[Words, int] = {}
        for place, pattern in enumerate(patterns):
            needed = required_signs(pattern)
            # Single signs stand in nearly every text: to look for them costs more than they spare.
            needed = [words for words in needed if _shortest(words) > 1] or needed
            for words in needed:
                bit = groups.setdefault(words, 1 << len(groups))
                for word in words:
                    having[word] = having.get(word, 0) | bit
            self._needs.append(sum({groups[words] for words in needed}))
            # It waits for the longest of its words, which are met least; only then the others are asked for.
            for word in max(needed, key=_shortest, default=()):
                waiting.setdefault(word, []).append(place)
            self._always += [] if needed else [place]
        self._having = list(having.values())
        self._waiting = [tuple(waiting.get(word, ())) for word in having]
        self._automaton = AhoCorasick(list(having), store_patterns=False)

    def sift(self, plain: str) -> list[int]:
        """The patterns that have to be tried, by their place."""
        has, awake = 0, set(self._always)
        for word in {found[0] for found in self._automaton.find_matches_as_indexes(plain, overlapping=True)}:
            has |= self._having[word]
            awake.update(self._waiting[word])
        return sorted(place for place in awake if self._needs[place] & has == self._needs[place])


def required_signs(pattern: str) -> list[Words]:
    """Sets of words; of each set one must stand in the text. Empty where nothing can be said."""
    if re.compile(pattern).flags & re.IGNORECASE:
        return []
    return _required(_parser.parse(pattern))


def _required(parts: Any) -> list[Words]:
    groups: list[Words] = []
    here = _NOTHING
    for kind, said in parts:
        spelt = _spellings(kind, said)
        if spelt is not None and len(here) * len(spelt) <= _MOST_SPELLINGS:
            here = frozenset(left + right for left in here for right in spelt)
            continue
        groups += [here] if "" not in here else []
        here = spelt or _NOTHING
        if spelt is None:
            groups += _inside(kind, said)
    return [*groups, here] if "" not in here else groups


def _inside(kind: Any, said: Any) -> list[Words]:
    """What a part of which the spellings are not all known needs nevertheless."""
    if kind is sign.SUBPATTERN:
        return _required(said[-1])
    if kind is sign.ATOMIC_GROUP:
        return _required(said)
    if kind in {sign.MAX_REPEAT, sign.MIN_REPEAT, sign.POSSESSIVE_REPEAT} and said[0] > 0:
        return _required(said[2])
    if kind is sign.BRANCH:
        ways = [_required(branch) for branch in said[1]]
        if all(ways):
            # The longest words of each way say most.
            best = [max(way, key=_shortest) for way in ways]
            return [frozenset().union(*best)]
    return []


def _shortest(words: Words) -> int:
    return min(map(len, words))


def _spellings(kind: Any, said: Any) -> Words | None:
    """All that a part can be, where that is little; None where it is not."""
    if kind is sign.LITERAL:
        return frozenset({chr(said)})
    if kind in {sign.AT, sign.ASSERT, sign.ASSERT_NOT}:
        return _NOTHING
    if kind is sign.IN and all(each is sign.LITERAL for each, _ in said):
        return frozenset(chr(code) for _, code in said)
    if kind is sign.SUBPATTERN:
        return _spelt(said[-1])
    if kind is sign.BRANCH:
        ways = [_spelt(branch) for branch in said[1]]
        spelt = frozenset().union(*(way for way in ways if way is not None))
        return None if None in ways or len(spelt) > _MOST_SPELLINGS else spelt
    if kind in {sign.MAX_REPEAT, sign.MIN_REPEAT} and said[:2] == (0, 1):
        once = _spelt(said[2])
        return None if once is None else once | _NOTHING
    return None


def _spelt(parts: Any) -> Words | None:
    spelt = _NOTHING
    for kind, said in parts:
        more = _spellings(kind, said)
        if more is None or len(spelt) * len(more) > _MOST_SPELLINGS:
            return None
        spelt = frozenset(left + right for left in spelt for right in more)
    return spelt
