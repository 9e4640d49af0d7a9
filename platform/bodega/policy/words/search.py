"""All rules about words, searched for in one reading of a text."""

import re
from collections.abc import Iterator, Sequence

from bodega.policy.finding import Mark
from bodega.policy.kinds.registry import ChecksWords
from bodega.policy.listing import Listing
from bodega.policy.normalise import Reading
from bodega.policy.rule import Rule
from bodega.policy.scope import Scope
from bodega.policy.words.expression import Judge
from bodega.policy.words.required_signs import PatternSieve
from bodega.policy.words.word_index import WordIndex


class WordSearch:
    """Finds what the expressions of many rules look for. `rules` are in the order of the numbers it answers with."""

    def __init__(self, rules: Sequence[tuple[Rule, ChecksWords]]) -> None:
        self.rules = [rule for rule, _ in rules]
        self._kinds = [kind for _, kind in rules]
        # One entry for each expression: which rule it belongs to, and which of that rule's expressions it is.
        self._owners = [
            (number, place)
            for number, kind in enumerate(self._kinds)
            for place, _ in enumerate(kind.expressions())
        ]
        self._judges = [Judge(expression) for kind in self._kinds for expression in kind.expressions()]
        self._index = WordIndex([(judge.expression.words, judge.expression.sounds) for judge in self._judges])
        self._patterns = self._all_patterns()
        self._sieve = PatternSieve([pattern.pattern for _, pattern, _ in self._patterns])

    def find(self, reading: Reading, scope: Scope, listing: Listing) -> Iterator[tuple[int, Mark]]:
        """(number of the rule, guilty words)"""
        for expression, start, end in self._candidates(reading, scope):
            number, place = self._owners[expression]
            if self._judges[expression].is_guilty(reading, start, end) and not self._kinds[number].excuses(
                listing, place
            ):
                yield number, reading.mark(start, end)

    def _candidates(self, reading: Reading, scope: Scope) -> Iterator[tuple[int, int, int]]:
        for found in self._index.find(reading):
            if scope in self.rules[self._owners[found[0]][0]].scope:
                yield found
        for place in self._sieve.sift(reading.plain):
            expression, pattern, scopes = self._patterns[place]
            if scope in scopes:
                for match in pattern.finditer(reading.plain):
                    if match.end() > match.start():
                        yield expression, match.start(), match.end()

    def _all_patterns(self) -> list[tuple[int, re.Pattern[str], frozenset[Scope]]]:
        return [
            (expression, pattern, self.rules[self._owners[expression][0]].scope)
            for expression, judge in enumerate(self._judges)
            for pattern in judge.patterns
        ]
