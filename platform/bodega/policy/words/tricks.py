"""Whether plain characters that follow one another were written as one word, perhaps broken up on purpose.

卡·盟 is one word, 月卡 盟友礼包 is two that happen to meet.
"""

import itertools
import re

from bodega.policy.finding import Mark
from bodega.policy.normalise import Reading

_WIDEST_GAP = 3
# Signs that writers of titles use between words as a matter of course.
_BETWEEN_WORDS = re.compile(r"[\s/|｜\-—–+＋、，,&＆]+")
_LATIN = re.compile(r"[a-z]")


def is_one_word(reading: Reading, start: int, end: int) -> bool:
    """Whether plain[start:end] was meant as one word where it stands."""
    plain = reading.plain
    pieces = reading.pieces(start, end)
    if _LATIN.match(plain, start) and not _starts_a_latin_word(reading, start, pieces[0].start):
        return False
    if _LATIN.match(plain, end - 1) and not _ends_a_latin_word(reading, end, pieces[-1].end):
        return False
    gaps = [reading.written[left.end : right.start] for left, right in itertools.pairwise(pieces)]
    if reading.is_name:
        return True
    if any(len(gap) > _WIDEST_GAP for gap in gaps):
        return False
    if not any(_BETWEEN_WORDS.fullmatch(gap) for gap in gaps):
        return True
    return _some_piece_stands_alone(reading, pieces)


def _some_piece_stands_alone(reading: Reading, pieces: list[Mark]) -> bool:
    """A single sign between two spaces belongs to nothing else; two whole words with a space between them do."""
    return (
        len(pieces) > 2
        or (reading.stands_free(pieces[0].start) and reading.ends_free(pieces[0].end))
        or (reading.stands_free(pieces[-1].start) and reading.ends_free(pieces[-1].end))
    )


def _starts_a_latin_word(reading: Reading, start: int, written: int) -> bool:
    return start == 0 or not _LATIN.match(reading.plain, start - 1) or reading.stands_free(written)


def _ends_a_latin_word(reading: Reading, end: int, written: int) -> bool:
    return end == len(reading.plain) or not _LATIN.match(reading.plain, end) or reading.ends_free(written)
