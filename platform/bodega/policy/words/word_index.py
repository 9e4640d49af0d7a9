"""All words of all rules in one automaton, so that a text is read once, however many rules there are."""

from collections.abc import Iterator, Sequence

from ahocorasick_rs import AhoCorasick

from bodega.policy.normalise import Reading, skeleton
from bodega.policy.words.spellings import spellings
from bodega.policy.words.tricks import is_one_word


class WordIndex:
    """Finds which of several sets of words stand in a text, and where. A set is known by its place in the sequence."""

    def __init__(self, sets: Sequence[tuple[Sequence[str], bool]]) -> None:
        """`sets`: the words of each, and whether they may be written by their sound."""
        owners: dict[str, set[int]] = {}
        for number, (words, sounds) in enumerate(sets):
            for word in words:
                for spelling in spellings(word, sounds=sounds):
                    owners.setdefault(spelling, set()).add(number)
        self._exact = _Automaton(owners)
        latin: dict[str, set[int]] = {}
        for spelling, numbers in owners.items():
            if _has_latin(spelling) and len(spelling) > 2:
                latin.setdefault(skeleton(spelling), set()).update(numbers)
        self._disguised = _Automaton(latin)

    def __len__(self) -> int:
        """How many spellings are known."""
        return len(self._exact)

    def find(self, reading: Reading) -> Iterator[tuple[int, int, int]]:
        """(number of the set, start, end) in the plain text, only where the signs were written as one word."""
        plain = reading.plain
        found = self._exact.find(plain)
        if _has_latin(plain):
            found = {
                *found,
                *(each for each in self._disguised.find(skeleton(plain)) if _is_a_word(plain, each)),
            }
        for numbers, start, end in found:
            if is_one_word(reading, start, end):
                for number in numbers:
                    yield number, start, end


class _Automaton:
    def __init__(self, owners: dict[str, set[int]]) -> None:
        self._owners = [tuple(sorted(numbers)) for numbers in owners.values()]
        self._automaton = AhoCorasick(list(owners), store_patterns=False)

    def __len__(self) -> int:
        return len(self._owners)

    def find(self, plain: str) -> set[tuple[tuple[int, ...], int, int]]:
        matches = self._automaton.find_matches_as_indexes(plain, overlapping=True)
        return {(self._owners[number], start, end) for number, start, end in matches}


def _is_a_word(plain: str, found: tuple[tuple[int, ...], int, int]) -> bool:
    """Digits may stand for some letters, not for most of them."""
    _, start, end = found
    written = plain[start:end]
    return 2 * sum(sign.isdigit() for sign in written) <= len(written)


def _has_latin(plain: str) -> bool:
    return any("a" <= sign <= "z" for sign in plain)
